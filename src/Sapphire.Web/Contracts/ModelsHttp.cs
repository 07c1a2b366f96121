namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>One kind of server, for adding one.</summary>
/// <param name="Id">In requests.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">The usual base URL; empty when there is none.</param>
/// <param name="KeyVariable">The usual environment variable of its key; empty when it wants none.</param>
/// <param name="Local">It usually runs on one's own machine.</param>
public sealed record ProviderKindView(string Id, string Name, string Url, string KeyVariable, bool Local);

/// <summary>How models are asked, and what is known of them. What is null is not set.</summary>
/// <param name="Key"><c>*</c> (all), <c>provider/*</c>, <c>model</c>, or <c>provider/model</c>; the special goes before the general.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">0 to 1.</param>
/// <param name="TopK">1 to 1000.</param>
/// <param name="MinP">0 to 1.</param>
/// <param name="MaxTokens">The longest reply.</param>
/// <param name="PresencePenalty">−2 to 2.</param>
/// <param name="FrequencyPenalty">−2 to 2.</param>
/// <param name="RepeatPenalty">0 to 2.</param>
/// <param name="Stop">Texts that end a reply.</param>
/// <param name="Seed">For replies that repeat.</param>
/// <param name="ReasoningEffort">none, minimal, low, medium, high, xhigh or max.</param>
/// <param name="ThinkingBudget">Tokens that Claude may think; 0 does not think.</param>
/// <param name="ExtraJson">A JSON object whose members are sent along.</param>
/// <param name="ContextTokens">How many tokens it takes.</param>
/// <param name="Sees">It takes images.</param>
/// <param name="Prices">What it costs.</param>
public sealed record ModelProfileView(
    string Key,
    double? Temperature = null,
    double? TopP = null,
    int? TopK = null,
    double? MinP = null,
    int? MaxTokens = null,
    double? PresencePenalty = null,
    double? FrequencyPenalty = null,
    double? RepeatPenalty = null,
    IReadOnlyList<string>? Stop = null,
    long? Seed = null,
    string? ReasoningEffort = null,
    int? ThinkingBudget = null,
    string? ExtraJson = null,
    int? ContextTokens = null,
    bool? Sees = null,
    ModelPricesView? Prices = null);

/// <summary>What a model costs, in USD per million tokens.</summary>
public sealed record ModelPricesView(double Input, double Output, double? Cached);

/// <summary><c>GET /api/models/choices</c>: what a chat may be set to.</summary>
public sealed record ModelChoicesView(IReadOnlyList<ProviderChoicesView> Providers);

/// <summary>One provider's models.</summary>
/// <param name="Id">The provider.</param>
/// <param name="Name">For people.</param>
/// <param name="Local">On this machine or in its own network.</param>
/// <param name="Usable">It answers, and privacy mode permits it.</param>
/// <param name="Why">Why it is not usable; empty when it is.</param>
/// <param name="Model">What it is asked for where a chat names no model.</param>
/// <param name="Models">What it lists, those that cannot chat left out.</param>
public sealed record ProviderChoicesView(string Id, string Name, bool Local, bool Usable, string Why, string Model, IReadOnlyList<ModelFactsView> Models);

/// <summary>One model of a provider.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="ContextTokens">How many tokens it takes; null when that is not known.</param>
/// <param name="Sees">It takes images.</param>
/// <param name="Prices">What it costs; null when that is not known.</param>
public sealed record ModelFactsView(string Name, int? ContextTokens, bool Sees, ModelPricesView? Prices);

/// <summary>Privacy mode.</summary>
/// <param name="On">Nothing leaves the networks.</param>
/// <param name="Networks">What is reached in privacy mode, besides this machine.</param>
/// <param name="HeldBy">Why the chat that was asked about is private whatever the switch says; null when it is not, or no chat was named.</param>
public sealed record PrivacyView(bool On, IReadOnlyList<string> Networks, string? HeldBy);

/// <summary><c>PUT /api/privacy</c>.</summary>
/// <param name="On">Whether nothing leaves the networks.</param>
/// <param name="Chat">The chat in which it is switched: one that is held private refuses to switch off. Null for none.</param>
public sealed record PrivacyRequest(bool On, string? Chat = null);

/// <summary>The SOCKS5 proxy for what leaves one's own network.</summary>
/// <param name="Enabled">Everything else than one's own network is reached through it, and through nothing else.</param>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Timeout">Seconds for a connection.</param>
/// <param name="HasUser">A user and a password are stored or given by the environment.</param>
/// <param name="UserFromEnvironment">The environment gives them.</param>
/// <param name="Locked">The environment or the command line sets the proxy; what is stored does not count.</param>
public sealed record SocksView(bool Enabled, string Host, int Port, double Timeout, bool HasUser, bool UserFromEnvironment, bool Locked);

/// <summary><c>PUT /api/network/socks</c>. <paramref name="User"/>: null keeps user and password, empty deletes them.</summary>
public sealed record SocksRequest(bool Enabled, string Host, int Port, double Timeout, string? User, string? Password);

/// <summary>What a test of the proxy found.</summary>
public sealed record SocksTestResult(bool Ok, string Message);
