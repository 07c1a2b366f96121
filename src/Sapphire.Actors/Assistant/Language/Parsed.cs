namespace Sapphire.Actors.Assistant.Language;

/// <summary>What a slot parser found: a value that ends before token <paramref name="End"/>.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="End">The first token after it.</param>
/// <param name="Cost">What had to be assumed (a slip of recognition costs <see cref="Slips.WordCost"/>); 0 is exact.</param>
internal readonly record struct Parsed<T>(T Value, int End, int Cost);
