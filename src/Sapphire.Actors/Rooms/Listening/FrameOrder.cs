namespace Sapphire.Actors.Rooms.Listening;

/// <summary>Puts the frames of a microphone in order over reconnects: what was had before is ignored, gaps are counted.</summary>
internal sealed class FrameOrder
{
    /// <summary>The number that comes next.</summary>
    public long Next { get; private set; }

    /// <summary>Frames that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>True when a frame is new.</summary>
    public bool Accept(long number)
    {
        if (number < Next)
        {
            return false;
        }

        Lost += number - Next;
        Next = number == long.MaxValue ? number : number + 1;
        return true;
    }
}
