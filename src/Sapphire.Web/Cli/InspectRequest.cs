namespace Sapphire.Web.Cli;

/// <summary>What <c>journal inspect</c> is asked for.</summary>
/// <param name="Id">An id or a chat's title; null for the whole journal.</param>
/// <param name="Limit">How many of the largest ids are named.</param>
/// <param name="Events">Lists events.</param>
/// <param name="Content">With what they hold.</param>
/// <param name="From">The first number.</param>
/// <param name="To">The last number.</param>
/// <param name="Json">For programs.</param>
internal sealed record InspectRequest(string? Id, int Limit, bool Events, bool Content, long From, long To, bool Json);
