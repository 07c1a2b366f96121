using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sapphire.Web.TestKit;
using Sapphire.Web.TestKit.Network;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>The hosts that other tests pull the cables of.</summary>
public sealed class HostNetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_pulled_cable_is_silent_what_was_sent_comes_when_it_is_back_and_nothing_is_left_at_the_end()
    {
        HostNetwork network = await HostNetwork.CreateAsync();
        ChildProcess? reader = null;
        try
        {
            Host host = await network.AddAsync();
            using TcpListener listener = new(network.Address, 0);
            listener.Start();
            IPEndPoint server = host.Reach(((IPEndPoint)listener.LocalEndpoint).Port);
            string connect = string.Create(CultureInfo.InvariantCulture, $"exec 3<>/dev/tcp/{server.Address}/{server.Port}; ");
            reader = OnHost(host, connect + "while read -r line <&3; do echo \"got $line\"; done; echo ended");
            using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using StreamWriter writer = new(client.GetStream()) { AutoFlush = true };
            await writer.WriteLineAsync("one");
            await reader.WaitForOutputAsync(static text => text.Contains("got one", StringComparison.Ordinal), Patience);

            await host.CutAsync();
            await writer.WriteLineAsync("two");
            await using (ChildProcess other = OnHost(host, $"timeout 1 bash -c '{connect}cat <&3'; [ $? = 124 ]"))
            {
                // Neither accepted nor refused; a proxy accepts, and is silent.
                (await other.WaitForExitAsync(Patience)).ShouldBe(0, other.Output);
            }

            reader.Output.ShouldBe("got one\n", "the cable is pulled");
            await host.JoinAsync();
            (await reader.WaitForOutputAsync(static text => text.Contains("got two", StringComparison.Ordinal), Patience)).ShouldBe("got one\ngot two\n");
        }
        finally
        {
            await network.DisposeAsync();
            if (network.Refusal is null && reader is not null) await reader.WaitForExitAsync(Patience);
            if (reader is not null) await reader.DisposeAsync();
        }

        if (network.Refusal is null) Directory.EnumerateFiles("/run/netns").ShouldNotContain(file => file.Contains(network.Name, StringComparison.Ordinal));
    }

    private static ChildProcess OnHost(Host host, string script)
    {
        string[] command = [.. host.Wrapper, "bash", "-c", script];
        return ChildProcess.Start(command[0], command[1..]);
    }
}
