namespace Sapphire.Faults.Tests.Soak;

/// <summary>What has happened, over all clients.</summary>
internal sealed class Counts
{
    private int _sent;
    private int _acknowledged;
    private int _refused;
    private int _again;
    private int _number;
    private TaskCompletionSource _reached = new();
    private int _until = int.MaxValue;

    public int Total => _acknowledged;

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Refused() => Interlocked.Increment(ref _refused);

    public void Again() => Interlocked.Increment(ref _again);

    public int NextNumber() => Interlocked.Increment(ref _number);

    public void Acknowledged()
    {
        if (Interlocked.Increment(ref _acknowledged) >= Volatile.Read(ref _until))
        {
            _reached.TrySetResult();
        }
    }

    /// <summary>Completes after so many more acknowledgements.</summary>
    public Task AfterAsync(int more)
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _until, Volatile.Read(ref _acknowledged) + more);
        return _reached.Task;
    }

    public override string ToString() =>
        $"{_sent} commands sent, {_acknowledged} acknowledged, {_refused} refused, {_sent - _acknowledged - _refused} without an answer, {_again} sent again";
}
