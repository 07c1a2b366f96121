namespace Sapphire.Persistence.Tools;

/// <summary>A state that events are applied to, one after the other.</summary>
public interface IStateReplay
{
    /// <summary>Applies the next event. May throw anything when the event does not fit.</summary>
    void Apply(object happened);

    /// <summary>The state as it would be stored in a snapshot; the same events always give the same one.</summary>
    object ToSnapshot();
}
