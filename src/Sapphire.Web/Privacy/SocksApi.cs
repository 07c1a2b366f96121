using System.Text;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Privacy;

/// <summary>The SOCKS5 proxy: its settings, its user and password, and its test.</summary>
internal sealed class SocksApi(SettingsStore settings, SocksSecret secret, PrivacyMode mode, OutboundGate gate)
{
    /// <summary><c>GET /api/network/socks</c>.</summary>
    public SocksView View()
    {
        AppSettings current = settings.Current;
        string host = current.Get(NetworkSettings.SocksHost);
        int port = current.Get(NetworkSettings.SocksPort);
        return new(
            current.Get(NetworkSettings.SocksEnabled), host, port, current.Get(NetworkSettings.SocksTimeout), secret.Find(host, port).User.Length > 0, secret.FromEnvironment,
            NetworkSettings.All.Any(s => current.Find(s).Source is SettingSource.Environment or SettingSource.CommandLine));
    }

    /// <summary><c>PUT /api/network/socks</c>.</summary>
    public SocksView Put(SocksRequest request)
    {
        string host = (request.Host ?? "").Trim();
        if (request.Enabled && host.Length == 0)
        {
            throw ApiProblem.Bad("The proxy has no host.", "Enter its name or address, or switch it off.");
        }

        if (request.User is { } user)
        {
            // First the secret: a crash between the two leaves one that no proxy uses.
            secret.Set(host, request.Port, Text(user, "user"), Text(request.Password ?? "", "password"));
        }

        try
        {
            settings.Update(s => s
                .With(NetworkSettings.SocksEnabled, request.Enabled)
                .With(NetworkSettings.SocksHost, host)
                .With(NetworkSettings.SocksPort, request.Port)
                .With(NetworkSettings.SocksTimeout, request.Timeout));
        }
        catch (ArgumentException e)
        {
            throw ApiProblem.Bad("The proxy's settings are not valid.", e.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
        }

        mode.Refresh();
        return View();
    }

    /// <summary><c>POST /api/network/socks/test</c>: asks the proxy that is set whether it takes its user.</summary>
    public async Task<SocksTestResult> TestAsync(CancellationToken cancellationToken)
    {
        AppSettings current = settings.Current;
        string host = current.Get(NetworkSettings.SocksHost).Trim();
        if (host.Length == 0)
        {
            throw ApiProblem.Bad("The proxy has no host.", "Enter its name or address, and store it.");
        }

        int port = current.Get(NetworkSettings.SocksPort);
        (string user, string password) = secret.Find(host, port);
        SocksProxy proxy = new(host, port, user, password, TimeSpan.FromSeconds(current.Get(NetworkSettings.SocksTimeout)));
        (bool ok, string message) = await SocksProbe.RunAsync(proxy, gate, cancellationToken);
        return new(ok, message);
    }

    private static string Text(string text, string what) =>
        Encoding.UTF8.GetByteCount(text) > SocksSecret.MaxLength ? throw ApiProblem.Bad($"The {what} is too long.", $"At most {SocksSecret.MaxLength} bytes are taken.")
        : text.Any(char.IsControl) ? throw ApiProblem.Bad($"The {what} holds a control character.", "Write it on one line.")
        : text;
}
