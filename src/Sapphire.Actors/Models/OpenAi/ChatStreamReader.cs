using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Reads the body of one answer, be it an event stream or one JSON document, whatever its content type says.</summary>
internal static class ChatStreamReader
{
    /// <summary>The updates, each with at least one content, the last one with the finish reason.</summary>
    /// <exception cref="ModelException">The server reports an error or sent no chat completion.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(AnswerStream stream, ChatChunkDecoder decoder, OpenAiEndpoint endpoint, StreamWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte first = await stream.PeekAsync(cancellationToken);
        if (first == (byte)'<')
        {
            throw ModelErrors.Html(endpoint);
        }

        bool done = false;
        if (first is (byte)'{' or (byte)'[')
        {
            decoder.Decode("message", await ReadAllAsync(stream, cancellationToken));
        }
        else if (first != 0)
        {
            SseParser<ChatChunkDecoder.Kind> parser = SseParser.Create(stream, decoder.Decode);
            await using IAsyncEnumerator<SseItem<ChatChunkDecoder.Kind>> events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (!done && await NextAsync(events, watch))
            {
                stream.EventCame();
                if (events.Current.Data == ChatChunkDecoder.Kind.Token)
                {
                    watch.TokenCame();
                }

                if (decoder.Ready.Count > 0)
                {
                    yield return Update(decoder);
                }

                done = events.Current.Data == ChatChunkDecoder.Kind.Done;
                if (decoder.Finish is not null)
                {
                    watch.Finished();
                }
            }
        }

        if (!decoder.AnyChunk && !done)
        {
            throw first == 0 ? ModelErrors.Empty(endpoint) : ModelErrors.Garbage(endpoint, null);
        }

        if (!done && decoder.Finish is null && decoder.Incomplete)
        {
            throw ModelErrors.Cut(endpoint, watch.TokenSeen, null);
        }

        decoder.End();
        ChatResponseUpdate last = Update(decoder);
        last.FinishReason = decoder.Finish ?? ChatFinishReason.Stop;
        yield return last;
    }

    /// <summary>After the finish reason nothing that matters is missing any more: silence or a broken connection is then the end.</summary>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<ChatChunkDecoder.Kind>> events, StreamWatch watch)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (watch.IsFinished && (e is IOException || (e is OperationCanceledException && watch.TimedOut)))
        {
            return false;
        }
    }

    private static ChatResponseUpdate Update(ChatChunkDecoder decoder) => new(ChatRole.Assistant, decoder.Take())
    {
        ResponseId = decoder.ResponseId,
        MessageId = decoder.ResponseId,
        ModelId = decoder.Model,
    };

    private static async ValueTask<byte[]> ReadAllAsync(AnswerStream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all, cancellationToken);
        ReadOnlySpan<byte> bytes = all.GetBuffer().AsSpan(0, (int)all.Length);
        return (bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes).ToArray();
    }
}
