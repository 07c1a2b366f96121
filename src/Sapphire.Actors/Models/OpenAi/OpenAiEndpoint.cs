namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Where a model is asked.</summary>
/// <param name="Name">The provider's name for people; it begins the sentences of <see cref="ModelException"/>.</param>
/// <param name="BaseUrl">The base URL with <c>/v1</c> and no slash at its end (see <c>ProviderUrl</c>).</param>
/// <param name="Model">The model; empty leaves the choice to the server.</param>
/// <param name="Key">Sent as a bearer token to the host of <paramref name="BaseUrl"/> only; null or empty sends none.</param>
public sealed record OpenAiEndpoint(string Name, Uri BaseUrl, string Model, string? Key)
{
    /// <summary>LM Studio's address, which many servers imitate.</summary>
    public static readonly Uri DefaultBaseUrl = new("http://127.0.0.1:1234/v1");

    /// <summary>What kind of server it is (<see cref="ProviderKinds"/>): they differ in what they take.</summary>
    public string Kind { get; init; } = ProviderKinds.Other;

    /// <summary>The URL of a resource: <c>models</c>, <c>chat/completions</c>.</summary>
    public Uri Resource(string path) => new($"{BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The name and the address, without the key.</summary>
    public override string ToString() => $"{Name} at {BaseUrl.AbsoluteUri.TrimEnd('/')}";
}
