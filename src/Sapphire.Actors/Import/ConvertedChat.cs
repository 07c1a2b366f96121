using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Import;

/// <summary>An old chat as events of this program.</summary>
/// <param name="Id">Made of the chat's name and first message: the same each time.</param>
/// <param name="Title">Its title.</param>
/// <param name="Messages">How many messages it has.</param>
/// <param name="Events">Its events.</param>
/// <param name="Notes">What could not be taken as it was, each as a sentence.</param>
public sealed record ConvertedChat(ChatId Id, string Title, int Messages, ImmutableArray<ChatEvent> Events, ImmutableArray<string> Notes);
