using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Titles;

/// <summary>
/// Asks models for titles of new chats, one after the other and in the background: a reply never waits for its title, and of many chats
/// that begin at once some keep their first words as titles.
/// </summary>
public sealed partial class TitleWriter : IAsyncDisposable
{
    private const int Waiting = 32;
    private const int MaxAnswer = 400;
    private const int MaxThought = 8_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Func<ChatCommand, CancellationToken, Task<CommandReply>> _send;
    private readonly Func<bool> _wanted;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<TitleJob> _jobs = Channel.CreateBounded<TitleJob>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Creates the writer, and starts it.</summary>
    /// <param name="send">Sends a command to its chat.</param>
    /// <param name="wanted">Whether titles are wanted, at this moment.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what goes wrong; no text of a chat is logged.</param>
    public TitleWriter(Func<ChatCommand, CancellationToken, Task<CommandReply>> send, Func<bool> wanted, TimeProvider time, ILogger<TitleWriter> logger)
    {
        _send = send;
        _wanted = wanted;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>A chat has had its first reply. Returns at once; without effect when titles are not wanted, or too many wait.</summary>
    public void Offer(TitleJob job)
    {
        if (!job.Model.BuiltIn && _wanted())
        {
            _jobs.Writer.TryWrite(job);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (TitleJob job in _jobs.Reader.ReadAllAsync(_stop.Token))
            {
                await TitleAsync(job);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task TitleAsync(TitleJob job)
    {
        using CancellationTokenSource limit = new(Patience, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            if (TitleText.Clean(await AskAsync(job, both.Token)) is { } title)
            {
                await _send(new TitleChat(job.ChatId, CommandId.New(_time), _time.GetUtcNow(), title), both.Token);
            }
        }
        catch (Exception e) when (e is ModelException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            LogNoTitle(_logger, job.Model.ProviderName, e is ModelException ? e.Message : "It took too long.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(_logger, e);
        }
    }

    private static async Task<string> AskAsync(TitleJob job, CancellationToken cancellationToken)
    {
        StringBuilder answer = new();
        int thought = 0;
        ChatOptions options = new() { ModelId = job.Model.Model.Length == 0 ? null : job.Model.Model };
        await foreach (ChatResponseUpdate update in job.Model.Client.GetStreamingResponseAsync(TitleText.Request(job.Said, job.Answered), options, cancellationToken))
        {
            foreach (AIContent content in update.Contents)
            {
                thought += content is TextReasoningContent reasoning ? reasoning.Text.Length : 0;
                if (content is TextContent text)
                {
                    answer.Append(text.Text);
                }
            }

            // What is longer is no title; leaving the stream ends the request.
            if (answer.Length > MaxAnswer || thought > MaxThought)
            {
                break;
            }
        }

        return answer.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A chat keeps its first words as its title: {Provider} gave none. {Reason:l}")]
    private static partial void LogNoTitle(ILogger logger, string provider, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A chat could not be given a title")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
