namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Which samples to send next over a way that loses messages: a window of what the other side has not used yet, and from where to
/// go on after a loss (go-back-N). The sound itself is kept elsewhere, all of it.
/// </summary>
/// <param name="window">How many samples may be sent and not yet used.</param>
internal sealed class SoundSender(int window)
{
    private long _highest;
    private long _received;
    private long _used;
    private long _beatReceived = -1;
    private bool _endSent;
    private bool _isWhole;

    /// <summary>The next sample to send.</summary>
    public long Next { get; private set; }

    /// <summary>How many samples may be sent now.</summary>
    public int Room => (int)Math.Max(0, window - (Next - _used));

    /// <summary>The end has been sent, and nothing is to be said again.</summary>
    public bool IsDone => _endSent;

    /// <summary>So many samples were sent from <see cref="Next"/> on.</summary>
    public void Sent(int samples, bool isLast)
    {
        Next += samples;
        _highest = Math.Max(_highest, Next);
        _endSent |= isLast;
    }

    /// <summary>The other side told how far it is. Late news changes nothing.</summary>
    public void Take(SoundTaken taken)
    {
        if (taken.Received > _highest || taken.Used > taken.Received) return;
        _used = Math.Max(_used, taken.Used);
        _isWhole |= taken.IsWhole;
        _endSent |= _isWhole;
        if (taken.Received < _received) return;
        _received = taken.Received;
        Next = Math.Max(Next, _received);
        if (taken.Gap) GoBack();
    }

    /// <summary>Called now and then: when what was sent last does not arrive, it is sent again.</summary>
    public void Beat()
    {
        bool owed = _received < Next || (_endSent && !_isWhole);
        if (owed && _beatReceived == _received) GoBack();
        _beatReceived = owed ? _received : -1;
    }

    private void GoBack()
    {
        if (_isWhole) return;
        Next = _received;
        _endSent = false;
    }
}
