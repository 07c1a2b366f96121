using System.Text;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Subscriptions;
using Sapphire.Audio.Speech;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Ask;

/// <summary>Asks as a page does: reads the chat's stream, says something, and waits for the end of the turn.</summary>
/// <param name="gateway">Sends commands.</param>
/// <param name="streams">Reads chats.</param>
/// <param name="chats">Finds chats by title.</param>
/// <param name="question">Understands spoken questions.</param>
/// <param name="voice">Speaks replies into files.</param>
/// <param name="time">The clock.</param>
/// <param name="hold">Knows private chats; null for none.</param>
public sealed class AskService(ChatGateway gateway, UpdateStreams streams, ChatListView chats, SpokenQuestion question, AskVoice voice, TimeProvider time, IPrivacyHold? hold = null) : IAskService
{
    // What comes after a tool call is not the same sentence: a paragraph, when it is spoken.
    private const string BetweenParts = "\n\n";

    /// <inheritdoc />
    public async Task<AskResult> AskAsync(AskRequest request, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        if (request.Speak is { } file)
        {
            AskVoice.Check(file);
        }

        // Before it exists, a new chat is as the home has it.
        ChatId? known = request is { Chat: { } title, Audio: not null } ? (await FindAsync(title, cancellationToken))?.Id : null;
        double? stt = null;
        if (request.Audio is { } audio)
        {
            request = request with { Text = await question.TranscribeAsync(audio, IsPrivate, cancellationToken) };
            stt = Elapsed(start);
        }

        ChatId chat = await FindOrCreateAsync(request.Chat, cancellationToken);
        known = chat;
        await using IAsyncEnumerator<Update> updates = streams.Read(chat, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            await updates.MoveNextAsync();
            await using SpokenReply? spoken = request.Speak is null ? null : voice.Start((updates.Current as ChatSnapshot)?.Chat.Settings ?? ChatSettings.None, IsPrivate, cancellationToken);
            Say say = new(chat, CommandId.New(time), time.GetUtcNow(), MessageId.New(time), TurnId.New(time), MessageId.New(time), request.Text, null, request.Audio is null ? "ask" : "room");
            Check(await gateway.SendAsync(say, cancellationToken));
            AskResult result = await ReadAsync(updates, say, start, spoken);
            result = result with { Transcript = request.Audio is null ? null : request.Text, Timings = result.Timings with { Stt = stt } };
            return spoken is null ? result : await WriteAsync(spoken, request.Speak!, result, start);
        }
        catch (SubscriptionException e)
        {
            throw new AskException(e.Error.Title, e.Error.Detail, e);
        }

        ValueTask<bool> IsPrivate(CancellationToken token) => hold is null ? ValueTask.FromResult(false) : hold.IsPrivateAsync(known, token);
    }

    private async Task<AskResult> WriteAsync(SpokenReply spoken, string path, AskResult result, long start)
    {
        try
        {
            await spoken.WriteAsync(path);
        }
        catch (SpeechException e)
        {
            throw new AskException(e.Message, $"{e.Detail} The reply itself is stored: open the chat in the page.".TrimStart(), e);
        }

        double? firstAudio = spoken.FirstAudio is { } at ? time.GetElapsedTime(start, at).TotalMilliseconds : null;
        string? note = spoken.Instead is { } instead ? $"The voice of the chat could not speak; the home's voice did. {instead.Message} Choose another voice in the settings of the chat." : null;
        return result with { Note = note, Timings = result.Timings with { FirstAudio = firstAudio, Total = Elapsed(start) } };
    }

    private async Task<AskResult> ReadAsync(IAsyncEnumerator<Update> updates, Say say, long start, SpokenReply? spoken)
    {
        StringBuilder text = new();
        int part = -1;
        double? firstToken = null;
        double? lastToken = null;
        bool seen = false;
        while (await updates.MoveNextAsync())
        {
            seen |= updates.Current switch
            {
                MessageChanged changed => changed.Message.TurnId == say.TurnId,
                ChatSnapshot all => all.Chat.Messages.Any(one => one.TurnId == say.TurnId),
                _ => false,
            };
            switch (updates.Current)
            {
                case TextDelta { Reasoning: false } delta when delta.TurnId == say.TurnId:
                    lastToken = Elapsed(start);
                    firstToken ??= lastToken;
                    text.Append(text.Length > 0 && delta.Part != part ? BetweenParts : string.Empty).Append(delta.Text);
                    part = delta.Part;
                    spoken?.Update(text.ToString());
                    break;
                case MessageChanged { Message: { CompletedAt: not null } reply } when reply.TurnId == say.TurnId:
                    spoken?.Update(TextOf(reply, BetweenParts));
                    return Finish(reply, firstToken, lastToken, Elapsed(start));
                case ChatSnapshot snapshot when snapshot.Chat.Messages.FirstOrDefault(one => one.TurnId == say.TurnId) is { CompletedAt: not null } reply:
                    spoken?.Update(TextOf(reply, BetweenParts));
                    return Finish(reply, firstToken, lastToken, Elapsed(start));
                case ChatSnapshot snapshot when seen && snapshot.Chat.Messages.All(one => one.TurnId != say.TurnId):
                    throw new AskException("The question was taken back while it was answered.", "It was edited or deleted in the chat. What was said until then can be brought back there.");
            }
        }

        throw new AskException("Sapphire stopped before the reply was complete.", "The question is stored: open the chat in the page.");
    }

    private static AskResult Finish(MessageView reply, double? firstToken, double? lastToken, double total)
    {
        if (reply.Status != MessageStatus.Completed)
        {
            throw new AskException(reply.Error?.Title ?? $"The reply was {reply.Status.ToString().ToLowerInvariant()}.", reply.Error?.Detail ?? string.Empty);
        }

        return new(
            TextOf(reply),
            [.. reply.Parts.OfType<ToolPart>().Select(tool => new AskTool(tool.Name, ToJson(tool.Arguments), ToJson(tool.Result ?? tool.Error ?? string.Empty)))],
            reply.Model ?? string.Empty,
            new(firstToken ?? total, lastToken ?? total, total));
    }

    private static string TextOf(MessageView reply, string between = "") => string.Join(between, reply.Parts.OfType<TextPart>().Select(part => part.Text).Where(text => text.Length > 0));

    private async Task<ChatId> FindOrCreateAsync(string? title, CancellationToken cancellationToken)
    {
        if (title is not null)
        {
            // Not by the directory, which follows behind: two questions in a row must not make two chats.
            if (await FindAsync(title, cancellationToken) is { } found)
            {
                return found.Id;
            }
        }

        ChatId id = ChatId.New(time);
        Check(await gateway.SendAsync(new CreateChat(id, CommandId.New(time), time.GetUtcNow(), title), cancellationToken));
        return id;
    }

    private async Task<ChatLine?> FindAsync(string title, CancellationToken cancellationToken)
    {
        try
        {
            return await chats.FindAsync(title, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or StorageException)
        {
            throw new AskException("The chats cannot be read now.", e.Message, e);
        }
    }

    private static void Check(CommandReply reply)
    {
        if (reply.Error is { } error)
        {
            throw new AskException(error.Title, error.Detail);
        }
    }

    private double Elapsed(long start) => time.GetElapsedTime(start).TotalMilliseconds;

    private static JsonElement ToJson(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text, Turns.TurnJsonContext.Default.String);
        }
    }
}
