using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>A model that says what the test lets it say, when the test lets it.</summary>
internal sealed class LiveModel : IChatClient
{
    private readonly Channel<LiveRequest> _requests = Channel.CreateUnbounded<LiveRequest>();
    private int _count;

    /// <summary>When set, answers requests by itself.</summary>
    public Action<LiveRequest>? Script { get; set; }

    public int Count => Volatile.Read(ref _count);

    /// <summary>The next request that no test has taken yet.</summary>
    public async Task<LiveRequest> NextAsync()
    {
        using CancellationTokenSource deadline = new(AssistantHarness.Deadline);
        return await _requests.Reader.ReadAsync(deadline.Token);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LiveRequest request = new([.. messages]) { Options = options };
        Interlocked.Increment(ref _count);
        if (Script is { } script)
        {
            script(request);
        }
        else
        {
            _requests.Writer.TryWrite(request);
        }

        try
        {
            await foreach (AIContent content in request.Contents.ReadAllAsync(cancellationToken))
            {
                yield return new(ChatRole.Assistant, [content]);
            }
        }
        finally
        {
            request.Ended.TrySetResult(cancellationToken.IsCancellationRequested);
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Turns stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>One request to the model.</summary>
internal sealed class LiveRequest(IReadOnlyList<ChatMessage> messages)
{
    private readonly Channel<AIContent> _contents = Channel.CreateUnbounded<AIContent>();

    public IReadOnlyList<ChatMessage> Messages => messages;

    public ChatOptions? Options { get; init; }

    public ChannelReader<AIContent> Contents => _contents.Reader;

    /// <summary>Completes when the stream ends; true when it was cancelled.</summary>
    public TaskCompletionSource<bool> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All that the model has said.</summary>
    public string Said { get; private set; } = string.Empty;

    public LiveRequest Say(string text)
    {
        Said += text;
        return Write(new TextContent(text));
    }

    public LiveRequest Think(string text) => Write(new TextReasoningContent(text));

    public LiveRequest Call(string id, string tool, params (string Name, object? Value)[] arguments) =>
        Write(new FunctionCallContent(id, tool, arguments.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)));

    public bool IsFinished { get; private set; }

    public void Finish()
    {
        IsFinished = true;
        _contents.Writer.TryComplete();
    }

    /// <summary>Says the last words; none when it has finished before.</summary>
    public void Finish(string text)
    {
        if (!IsFinished)
        {
            Say(text).Finish();
        }
    }

    public void Fail(Exception error)
    {
        IsFinished = true;
        _contents.Writer.TryComplete(error);
    }

    private LiveRequest Write(AIContent content)
    {
        _contents.Writer.TryWrite(content);
        return this;
    }
}
