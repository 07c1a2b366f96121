namespace Sapphire.Actors.Tools.Units;

/// <summary>What a unit measures; only units of one dimension convert into each other.</summary>
internal enum Dimension
{
    Length,
    Mass,
    Temperature,
    Volume,
    Area,
    Speed,
    Time,
    Data,
    Energy,
    Pressure,
    Power,
    Angle,
}
