using Sapphire.Actors.Ask;
using Sapphire.Actors.Import;
using Sapphire.Actors.Rooms.Devices;

namespace Sapphire.Web.Ownership;

#pragma warning disable MA0048 // One family of message records.

/// <summary>One request over the control socket: one line of JSON, answered by one line; a long work may send lines of progress before it.</summary>
/// <param name="Verb"><c>ping</c>, <c>ask</c>, <c>password</c>, <c>journal</c>, <c>folder</c>, <c>rooms</c>, <c>room-say</c>, <c>operator</c>, <c>settings</c> or <c>stop</c>.</param>
/// <param name="Ask">For <c>ask</c>.</param>
/// <param name="Password">For <c>password</c>.</param>
/// <param name="Journal">For <c>journal</c>.</param>
/// <param name="RoomSay">For <c>room-say</c>.</param>
/// <param name="Operator">For <c>operator</c>.</param>
/// <param name="Settings">For <c>settings</c>.</param>
/// <param name="Folder">For <c>folder</c>.</param>
internal sealed record ControlRequest(string Verb, AskRequest? Ask = null, string? Password = null, JournalRequest? Journal = null, SayInRoom? RoomSay = null, OperatorRequest? Operator = null, SettingsAsk? Settings = null, FolderRequest? Folder = null)
{
    /// <summary>Never the text or the password.</summary>
    public override string ToString() => $"ControlRequest {Verb}";
}

/// <summary>The answer.</summary>
/// <param name="Error">Set when it failed; then nothing else is.</param>
/// <param name="Owner">For <c>ping</c>.</param>
/// <param name="Ask">For <c>ask</c>.</param>
/// <param name="Changed">For <c>password</c>: true when there was one before.</param>
/// <param name="Journal">For <c>journal</c>.</param>
/// <param name="Rooms">For <c>rooms</c>.</param>
/// <param name="Progress">Set when this is no answer yet, but how far the work is, for a person.</param>
/// <param name="Operator">For <c>operator</c>.</param>
/// <param name="Settings">For <c>settings</c>.</param>
/// <param name="Folder">For <c>folder</c>.</param>
internal sealed record ControlReply(
    ControlError? Error = null, HomeOwner? Owner = null, AskResult? Ask = null, bool Changed = false, JournalAnswer? Journal = null, IReadOnlyList<RoomView>? Rooms = null, string? Progress = null, OperatorReply? Operator = null, SettingsTold? Settings = null, FolderReport? Folder = null);

/// <summary>Why a request failed, for a person.</summary>
internal sealed record ControlError(string Title, string Detail);
