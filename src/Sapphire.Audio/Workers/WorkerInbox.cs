namespace Sapphire.Audio.Workers;

/// <summary>
/// The frames between the thread that reads the link and the thread of the engine. The host keeps to
/// <see cref="FrameReader.MaxAhead"/>, so little waits here; one that does not ends the worker.
/// </summary>
internal sealed class WorkerInbox : IDisposable
{
    // The configuration and the sound that may run ahead, many times over.
    private const long MaxBytes = 16 << 20;

    private readonly Queue<QueuedFrame> _frames = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly FrameReader _reader;
    private long _bytes;
    private long _cancelled;

    private WorkerInbox(FrameReader reader) => _reader = reader;

    /// <summary>Starts the thread that reads. It ends the process when the link closes.</summary>
    public static WorkerInbox Start(FrameReader reader)
    {
        WorkerInbox inbox = new(reader);
        // Not of the pool: it must run whatever the pool is busy with.
        new Thread(inbox.Receive) { IsBackground = true, Name = "link", Priority = ThreadPriority.AboveNormal }.Start();
        return inbox;
    }

    /// <summary>True once the host has given the job up; known before the engine comes to the frame that says so.</summary>
    public bool IsCancelled(long job) => Volatile.Read(ref _cancelled) == job;

    /// <summary>The next frame; waits for it.</summary>
    public QueuedFrame Take()
    {
        _ready.Wait();
        lock (_lock)
        {
            QueuedFrame frame = _frames.Dequeue();
            _bytes -= frame.Cost;
            return frame;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _ready.Dispose();

    private void Receive()
    {
        int status = WorkerStatus.Ok;
        try
        {
            while (_reader.Read() is { } frame)
            {
                Add(frame);
            }
        }
        catch (IOException)
        {
            // The host was killed: as good as closed.
        }
        catch (FrameFormatException e)
        {
            status = WorkerStatus.Garbage;
            Console.Error.WriteLine($"The link is damaged: {e.Message}");
        }
        finally
        {
            WorkerNative.EndNow(status);
        }
    }

    private void Add(in Frame frame)
    {
        QueuedFrame queued = new(frame);
        if (frame.Kind == FrameKind.Cancel) Volatile.Write(ref _cancelled, frame.Job);
        lock (_lock)
        {
            _bytes += queued.Cost;
            if (_bytes > MaxBytes) throw new FrameFormatException("The host runs too far ahead of the engine.");
            _frames.Enqueue(queued);
        }

        _ready.Release();
    }
}
