namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>What a slot holds.</summary>
internal enum SlotKind
{
    /// <summary>A decimal.</summary>
    Number,

    /// <summary>Seconds, as a decimal.</summary>
    Duration,

    /// <summary>A time of day.</summary>
    Clock,

    /// <summary>A time of day, with or without a day: "tomorrow at seven in the morning".</summary>
    Moment,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A place of the table of places.</summary>
    Place,

    /// <summary>A number with a unit.</summary>
    Quantity,

    /// <summary>A unit.</summary>
    Unit,

    /// <summary>Arithmetic with at least one operator.</summary>
    Expression,

    /// <summary>Arithmetic that goes on from the last result: "times two".</summary>
    Continuation,

    /// <summary>One to four words of the person's own.</summary>
    Label,

    /// <summary>Any words of the person's own.</summary>
    Text,
}
