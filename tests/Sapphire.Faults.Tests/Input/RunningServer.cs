using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Input;

/// <summary>One server for tests that only send to it.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TestHome _home = new();

    public SapphireServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        TestHome.WriteSettings(_home.Path, "builtin");
        Server = await _home.StartAsync();
        await Server.LoginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Dispose();
    }
}
