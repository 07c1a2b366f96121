using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>A directory over two scripted servers, with a clock moved by hand.</summary>
internal sealed class DirectoryFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http;

    private DirectoryFixture(ScriptedServer one, ScriptedServer two)
    {
        One = one;
        Two = two;
        Gate = new(null, (name, cancel) => Names.TryGetValue(name, out System.Net.IPAddress? address) ? Task.FromResult<System.Net.IPAddress[]>([address]) : System.Net.Dns.GetHostAddressesAsync(name, cancel));
        Settings = new(_folder.File("settings.json"), Time);
        Keys = new(_folder.Path);
        _http = Gate.CreateClient();
        Directory = new(Settings, Keys, new BuiltInModel(), _http, Time, gate: Gate);
    }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Names that the test gives addresses.</summary>
    public ConcurrentDictionary<string, System.Net.IPAddress> Names { get; } = new(StringComparer.Ordinal);

    public OutboundGate Gate { get; }

    public ScriptedServer One { get; }

    public ScriptedServer Two { get; }

    public SettingsStore Settings { get; }

    public ModelKeys Keys { get; }

    public ModelDirectory Directory { get; }

    public static async Task<DirectoryFixture> StartAsync() => new(await ScriptedServer.StartAsync(), await ScriptedServer.StartAsync());

    public void Configure(string selection, params ProviderSettings[] providers) =>
        Settings.Update(settings => settings with { Models = settings.Models with { Selection = selection, Providers = [.. providers] } });

    public ProviderSettings ProviderOne(string model = "") => new("one", "One", One.Url, model, true);

    public ProviderSettings ProviderTwo(string model = "") => new("two", "Two", Two.Url, model, true);

    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        Settings.Dispose();
        _http.Dispose();
        await One.DisposeAsync();
        await Two.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class BuiltInModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, "built in");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
