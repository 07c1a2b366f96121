using System.Net;
using Sapphire.Web.Certificates;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Tests.Support;

/// <summary>The real server in this process, on free ports, with a cheap password hash.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private TestServer(SapphireHost host) => Host = host;

    public SapphireHost Host { get; }

    /// <summary>An address of this machine that is not loopback; 127.0.0.1 where it has none.</summary>
    public static IPAddress OwnAddress { get; } =
        LocalNames.Read([]).Reachable.FirstOrDefault(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    public static async Task<TestServer> StartAsync(TemporaryHome home, Func<SapphireHostOptions, SapphireHostOptions>? change = null)
    {
        SapphireHostOptions options = new() { Home = home.Folder, Web = new() { HttpsPort = 0, LoopbackPort = 0, PasswordCost = 4 } };
        SapphireHost host = SapphireHost.Create(change?.Invoke(options) ?? options);
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new(host);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody on this machine.</summary>
    public Visitor Local() => new(new Uri($"http://127.0.0.1:{Host.LoopbackPort}"));

    /// <summary>Somebody elsewhere.</summary>
    public Visitor Remote() => new(new Uri($"https://{OwnAddress}:{Host.HttpsPort}"));

    /// <summary>Somebody on this machine who has set the password, or logged in with it.</summary>
    public async Task<Visitor> LoggedInAsync()
    {
        Visitor visitor = Local();
        bool set = (await visitor.SessionAsync()).State == "login";
        (await visitor.PostAsync(set ? "/api/login" : "/api/setup", new { password = Password, link = (string?)null })).StatusCode.ShouldBe(HttpStatusCode.OK);
        return visitor;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
