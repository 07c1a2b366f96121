namespace Sapphire.Actors.Rooms.Devices;

/// <summary>How much of a speech was heard, of a speaker that plays other things between. Counted in samples.</summary>
internal sealed class PlayedSpeech
{
    // Where speech stands in what the speaker was given: where a run of it begins there, and how long it is.
    private readonly List<(long At, long Length)> _runs = [];
    private long _first;

    /// <summary>A speech begins, with this sample of it.</summary>
    public void Begin(long first)
    {
        _first = first;
        _runs.Clear();
    }

    /// <summary>The speaker is given more.</summary>
    /// <param name="at">Where it begins in all that it was given.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="isSpeech">Whether it is of the speech.</param>
    public void Writes(long at, int length, bool isSpeech)
    {
        if (!isSpeech)
        {
            return;
        }

        if (_runs is [.., var last] && last.At + last.Length == at)
        {
            _runs[^1] = (last.At, last.Length + length);
        }
        else
        {
            _runs.Add((at, length));
        }
    }

    /// <summary>The sample of the speech up to which it was heard, when the speaker has played so much.</summary>
    public long At(long played) => _first + _runs.Sum(run => Math.Clamp(played - run.At, 0, run.Length));
}
