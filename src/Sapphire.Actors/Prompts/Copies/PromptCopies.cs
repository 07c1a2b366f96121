using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts.Files;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Prompts.Copies;

/// <summary>
/// The prompts as the assistant has edited them, a file for each chat in which it did: what one chat changes, no other sees, and the
/// library stays as it is. Safe for several threads.
/// </summary>
/// <param name="open">Opens the file of a chat, given its path below the home.</param>
/// <param name="logger">For files that cannot be used; never a text of theirs.</param>
public sealed class PromptCopies(Func<string, IDocument> open, ILogger? logger = null)
{
    private readonly Lock[] _gates = [.. Enumerable.Range(0, 32).Select(static _ => new Lock())];

    /// <summary>The path of a chat's file.</summary>
    public static string FileOf(ChatId chat) => $"prompts/chats/{chat}.json";

    /// <summary>A chat's copy of a prompt; <see cref="PromptCopy.None"/> where the assistant has not changed it, or the file is broken.</summary>
    public PromptCopy Find(ChatId chat, string prompt)
    {
        lock (Gate(chat))
        {
            using IDocument document = open(FileOf(chat));
            try
            {
                return Read(document, document.Read()).GetValueOrDefault(prompt) ?? PromptCopy.None;
            }
            catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
            {
                logger?.LogWarning("A chat's own prompt is not in force, that of the library is: {Reason}", e.Message);
                return PromptCopy.None;
            }
        }
    }

    /// <summary>Changes a chat's copy of a prompt. Returns when it is stored.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="change">Gives the new copy, or the same one for no change; may throw to change nothing.</param>
    /// <exception cref="SettingsException">The file is broken; nothing has changed.</exception>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public PromptCopy Update(ChatId chat, string prompt, Func<PromptCopy, PromptCopy> change)
    {
        lock (Gate(chat))
        {
            using IDocument document = open(FileOf(chat));
            PromptCopy next = PromptCopy.None;
            document.Update(content =>
            {
                ImmutableSortedDictionary<string, PromptCopy> copies = Read(document, content);
                PromptCopy now = copies.GetValueOrDefault(prompt) ?? PromptCopy.None;
                next = change(now);
                return ReferenceEquals(next, now) ? null : PromptCopyJson.Write(next.Edits.IsEmpty ? copies.Remove(prompt) : copies.SetItem(prompt, next));
            });
            return next;
        }
    }

    private static ImmutableSortedDictionary<string, PromptCopy> Read(IDocument document, DocumentContent? content) =>
        content is null ? LibraryFormats.Map<PromptCopy>() : PromptCopyJson.Read(document.Name, content.Bytes);

    private Lock Gate(ChatId chat) => _gates[(uint)chat.GetHashCode() % (uint)_gates.Length];
}
