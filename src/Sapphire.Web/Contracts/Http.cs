namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/session</c>: where the visitor stands. Open to everybody.</summary>
/// <param name="State"><c>setup</c> (no password yet), <c>login</c> or <c>ready</c>.</param>
/// <param name="SetupAllowed">In state <c>setup</c>: true from loopback, or with the one-time link.</param>
/// <param name="CsrfToken">To be sent as <c>X-CSRF-Token</c> with every POST, PUT and DELETE.</param>
/// <param name="Version">The program's version.</param>
public sealed record SessionView(string State, bool SetupAllowed, string CsrfToken, string Version);

/// <summary><c>POST /api/setup</c>: sets the first password; logs in.</summary>
/// <param name="Password">At least 8 characters, at most 72 bytes of UTF-8.</param>
/// <param name="Link">The token of the one-time link (<c>/setup?link=…</c>); null from loopback.</param>
public sealed record SetupRequest(string Password, string? Link);

/// <summary><c>POST /api/login</c>. Wrong: 401; too often: 429 with Retry-After.</summary>
public sealed record LoginRequest(string Password);

/// <summary><c>GET /api/models</c>, and the answer to every change of it: what the Models dialog shows.</summary>
/// <param name="Selection"><c>auto</c>, <c>builtin</c>, or the id of a provider.</param>
/// <param name="Providers">In the order in which they are tried.</param>
/// <param name="Kinds">The kinds of servers that can be added.</param>
/// <param name="Profiles">How models are asked.</param>
public sealed record ModelsView(string Selection, IReadOnlyList<ProviderView> Providers, IReadOnlyList<ProviderKindView> Kinds, IReadOnlyList<ModelProfileView> Profiles);

/// <summary>One configured provider.</summary>
/// <param name="Id">Its id: a short slug.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">Its OpenAI-compatible base URL, with <c>/v1</c>.</param>
/// <param name="Model">The chosen model; null or empty takes the first that the server lists.</param>
/// <param name="Enabled">False leaves it out.</param>
/// <param name="HasKey">True when there is a key, stored or in the environment. The key itself never leaves the server.</param>
/// <param name="Healthy">What the last health check said; null when there was none yet.</param>
/// <param name="Detail">The last health check in words: "12 models", "does not answer".</param>
/// <param name="Kind">What kind of server it is.</param>
/// <param name="Fallback">It may answer in place of another one.</param>
/// <param name="KeyVariable">The environment variable that is looked at for its key; empty for the usual one.</param>
/// <param name="KeyFrom">The environment variable its key comes from; null when the key is a stored one, or there is none.</param>
/// <param name="Timeout">Seconds to its first token; null takes the program's default.</param>
/// <param name="Local">It is on this machine or in its own network.</param>
/// <param name="Blocked">Why it may not be asked now: privacy mode; null when it may.</param>
/// <param name="RestsUntil">It failed several times in a row and is left alone until then; null when it is not.</param>
public sealed record ProviderView(
    string Id, string Name, string Url, string? Model, bool Enabled, bool HasKey, bool? Healthy, string Detail,
    string Kind, bool Fallback, string KeyVariable, string? KeyFrom, double? Timeout, bool Local, string? Blocked, DateTimeOffset? RestsUntil);

/// <summary>
/// <c>PUT /api/models/providers/{id}</c>: adds or changes a provider. <paramref name="Key"/>: null keeps the stored key, empty deletes it.
/// <paramref name="Kind"/>, <paramref name="Fallback"/>, <paramref name="KeyVariable"/> and <paramref name="Timeout"/> (seconds to the first token; 0: the program's default): null keeps what is set.
/// </summary>
public sealed record ProviderRequest(string Name, string Url, string? Model, bool Enabled, string? Key, string? Kind = null, bool? Fallback = null, string? KeyVariable = null, double? Timeout = null);

/// <summary><c>PUT /api/models/selection</c>: which provider answers, and in which order they are tried.</summary>
public sealed record SelectionRequest(string Selection, IReadOnlyList<string> Order);

/// <summary><c>POST /api/models/test</c>: asks a server, stored or not. <paramref name="ProviderId"/> lends its stored key when <paramref name="Key"/> is null.</summary>
public sealed record ModelTestRequest(string Url, string? Key, string? Model, string? ProviderId, string? Kind = null);

/// <summary>What a test found.</summary>
/// <param name="Ok">True when the server listed its models and, where a model is named or listed, it answered.</param>
/// <param name="Message">For people: "Answered in 0.4 s." or what to do next.</param>
/// <param name="Models">The models it lists.</param>
public sealed record ModelTestResult(bool Ok, string Message, IReadOnlyList<string> Models);

/// <summary><c>POST /api/models/scan</c>: servers found at the usual ports of this machine.</summary>
public sealed record ScanResult(IReadOnlyList<FoundServer> Servers);

/// <summary>One server that a scan found.</summary>
/// <param name="Name">"LM Studio", "Ollama", "llama.cpp", "vLLM", or "OpenAI-compatible server".</param>
/// <param name="Url">Its base URL, with <c>/v1</c>.</param>
/// <param name="Models">The models it lists.</param>
/// <param name="Configured">True when a provider has this URL already.</param>
public sealed record FoundServer(string Name, string Url, IReadOnlyList<string> Models, bool Configured);
