namespace Sapphire.Kernel.Actor;

/// <summary>What the scheduler holds. It keeps its place itself, so that it is taken out without a search.</summary>
internal interface IScheduled
{
    /// <summary>The <see cref="Place"/> of what is in no heap.</summary>
    const int Nowhere = -1;

    /// <summary>The place in the heap, written by it alone; <see cref="Nowhere"/> before and after.</summary>
    int Place { get; set; }

    /// <summary>In ticks of the clock; 0 for once.</summary>
    long Interval { get; }

    /// <summary>Its time has come.</summary>
    void Run();

    /// <summary>The scheduler has ended; its time comes no more.</summary>
    void Abandon()
    {
    }
}
