namespace Sapphire.Actors.Models;

/// <summary>What is wrong with a profile.</summary>
/// <param name="Member">The member as in <c>settings.json</c>: <c>top_p</c>.</param>
/// <param name="Message">What is expected.</param>
public sealed record ProfileFault(string Member, string Message);
