using System.Collections.Concurrent;
using System.Threading.Channels;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>A recogniser that keeps what it hears, and understands what the test says.</summary>
internal sealed class TestRecognizer : ISpeechRecognizer
{
    private readonly ConcurrentQueue<object> _answers = new();

    /// <summary>Every utterance that was begun.</summary>
    public ConcurrentQueue<TestRecognition> Recognitions { get; } = new();

    public int Warmed { get; private set; }

    /// <summary>When set, results wait for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>When set, understands by the sound itself, whichever utterance ends first.</summary>
    public Func<short[], string>? BySound { get; set; }

    /// <summary>The next utterances are understood so.</summary>
    public TestRecognizer Says(params string[] texts)
    {
        foreach (string text in texts)
        {
            _answers.Enqueue(text);
        }

        return this;
    }

    /// <summary>The next utterance fails.</summary>
    public TestRecognizer Fails(Exception exception)
    {
        _answers.Enqueue(exception);
        return this;
    }

    /// <summary>When set, no utterance can be begun.</summary>
    public Exception? Broken { get; set; }

    public IRecognition Start()
    {
        if (Broken is not null)
        {
            throw Broken;
        }

        TestRecognition recognition = new(this);
        Recognitions.Enqueue(recognition);
        return recognition;
    }

    public Task WarmAsync(CancellationToken cancellationToken)
    {
        Warmed++;
        return Task.CompletedTask;
    }

    internal string Next() => _answers.TryDequeue(out object? answer) ? answer is Exception e ? throw e : (string)answer : string.Empty;
}

internal sealed class TestRecognition(TestRecognizer owner) : IRecognition
{
    private readonly Channel<string> _partials = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Lock _lock = new();
    private readonly List<short> _samples = [];

    public ChannelReader<string> Partials => _partials.Reader;

    public bool IsDisposed { get; private set; }

    public short[] Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    public void Understand(string partial) => _partials.Writer.TryWrite(partial);

    public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _samples.AddRange(samples.Span);
        }

        return ValueTask.CompletedTask;
    }

    public async Task<Recognized> FinishAsync(CancellationToken cancellationToken)
    {
        if (owner.Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        _partials.Writer.TryComplete();
        return new(owner.BySound?.Invoke(Samples) ?? owner.Next(), RecognizedBy.Open, null, null, TimeSpan.Zero, TimeSpan.Zero);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
