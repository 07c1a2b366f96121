using Sapphire.Actors.Search;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/search?q=…&amp;after=…&amp;limit=…&amp;ordering=…&amp;wait=true</c>: a page of what was found in titles and messages.
/// All words must be there; words in quotes stand together; the last word may be unfinished.</summary>
/// <param name="Hits">The best first, the newest first among equals; chats whose title fits come before messages.</param>
/// <param name="Next">To be sent as <c>after</c> for the next page; null when there is none.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchHit> Hits, string? Next);

/// <summary><c>GET /api/usage?from=2026-01-01&amp;to=2026-01-31&amp;zone=Europe/Berlin</c>: what replies cost. Without days: the last 30; without zone: the server's.</summary>
/// <param name="From">The first day, as 2026-01-31.</param>
/// <param name="To">The last day.</param>
/// <param name="Zone">Whose days: an IANA time zone.</param>
/// <param name="Lines">The newest day first; days without a reply are left out.</param>
public sealed record UsageAnswer(string From, string To, string Zone, IReadOnlyList<UsageLineView> Lines);

/// <summary>What one model did on one day.</summary>
/// <param name="Day">The day, as 2026-01-31.</param>
/// <param name="Model">The model as replies name it; empty where it is not known.</param>
/// <param name="Turns">Replies that were completed.</param>
/// <param name="InputTokens">Tokens read, as far as providers said so.</param>
/// <param name="OutputTokens">Tokens written, as far as providers said so.</param>
/// <param name="Seconds">How long the replies took together.</param>
/// <param name="CachedTokens">Tokens read from the provider's cache; a part of the tokens read.</param>
/// <param name="ReasoningTokens">Tokens thought; a part of the tokens written.</param>
/// <param name="CostUsd">The price in US dollars; 0 where no price was set.</param>
public sealed record UsageLineView(string Day, string Model, long Turns, long InputTokens, long OutputTokens, double Seconds, long CachedTokens = 0, long ReasoningTokens = 0, decimal CostUsd = 0);
