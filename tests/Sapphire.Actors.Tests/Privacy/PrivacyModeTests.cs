using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Models;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Documents;

namespace Sapphire.Actors.Tests.Privacy;

public sealed class PrivacyModeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly SettingsStore _settings;
    private readonly SocksSecret _secret;
    private readonly OutboundGate _gate = new(new(true, NetworkList.ThisMachine, null));

    public PrivacyModeTests()
    {
        _settings = new(_folder.File("settings.json"));
        _secret = new(new ModelKeys(_folder.Path), _environment.GetValueOrDefault);
    }

    public void Dispose()
    {
        _settings.Dispose();
        _folder.Dispose();
    }

    private PrivacyMode Start() => new(new FileDocument(_folder.File("privacy.json"), watch: true), _settings, _secret, _gate);

    [Fact]
    public void It_is_off_in_a_new_home_and_stays_as_it_is_set_over_a_restart()
    {
        using (PrivacyMode mode = Start())
        {
            mode.IsOn.ShouldBeFalse();
            _gate.Rules.Private.ShouldBeFalse();
            mode.Set(true);
            _gate.Rules.Private.ShouldBeTrue();
        }

        using PrivacyMode again = Start();
        again.IsOn.ShouldBeTrue();
        again.Set(false);
        _gate.Rules.Private.ShouldBeFalse();
    }

    [Fact]
    public void A_start_may_switch_it_on()
    {
        _settings.Update(static s => s.With(PrivacySettings.StartInPrivacyMode, true));
        using PrivacyMode mode = Start();
        mode.IsOn.ShouldBeTrue();
        mode.Set(false);
        mode.IsOn.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{ "private": "no" }""")]
    public async Task A_switch_that_cannot_be_read_counts_as_on(string content)
    {
        await File.WriteAllTextAsync(_folder.File("privacy.json"), content, TestContext.Current.CancellationToken);
        using PrivacyMode mode = Start();
        mode.IsOn.ShouldBeTrue();
        mode.Set(false);
        mode.IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_nodes_or_a_persons_change_is_followed()
    {
        using PrivacyMode mode = Start();
        await File.WriteAllTextAsync(_folder.File("privacy.json"), """{ "private": true }""", TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => mode.IsOn && _gate.Rules.Private);
    }

    [Fact]
    public void A_switch_whose_file_is_deleted_stays_as_it_is()
    {
        using FakeSwitch gone = new();
        using PrivacyMode other = new(gone, _settings, _secret, _gate);
        gone.Content = """{ "private": true }""";
        gone.Raise();
        other.IsOn.ShouldBeTrue();
        gone.Content = null;
        gone.Raise();
        other.IsOn.ShouldBeTrue("nobody switched it off");
        gone.Content = """{ "private": false }""";
        gone.Raise();
        other.IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task Whatever_changes_beside_it_privacy_mode_is_on_once_it_was_switched_on()
    {
        using PrivacyMode mode = Start();
        using CancellationTokenSource done = new();
        Task[] others =
        [
            Task.Run(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    mode.Refresh();
                }
            }),
            Task.Run(() =>
            {
                for (int i = 0; !done.IsCancellationRequested; i++)
                {
                    _settings.Update(s => s.With(NetworkSettings.SocksPort, 1 + (i % 1000)));
                }
            }),
        ];
        for (int i = 0; i < 40; i++)
        {
            mode.Set(true);
            (mode.IsOn, _gate.Rules.Private).ShouldBe((true, true));
            mode.Set(false);
            (mode.IsOn, _gate.Rules.Private).ShouldBe((false, false));
        }

        await done.CancelAsync();
        await Task.WhenAll(others);
    }

    [Fact]
    public void The_networks_and_the_proxy_of_the_settings_are_in_force_at_once()
    {
        using PrivacyMode mode = Start();
        _gate.Rules.Socks.ShouldBeNull();
        _secret.Set("proxy.example", 1080, "me", "secret");
        _settings.Update(static s => s.With(NetworkSettings.SocksEnabled, true).With(NetworkSettings.SocksHost, "proxy.example").With(PrivacySettings.Whitelist, ["10.9.0.0/16"]));
        _gate.Rules.Socks.ShouldBe(new SocksProxy("proxy.example", 1080, "me", "secret", TimeSpan.FromSeconds(10)));
        _gate.Rules.Allowed.ShouldBe(NetworkList.Parse(["10.9.0.0/16"]));
        // The secret is bound to the proxy it was given for.
        _settings.Update(static s => s.With(NetworkSettings.SocksHost, "other.example"));
        _gate.Rules.Socks!.User.ShouldBe("");
        System.IO.File.ReadAllText(_folder.File("settings.json")).ShouldNotContain("secret");
        _environment["SAPPHIRE_SOCKS_USERNAME"] = "env";
        _environment["SAPPHIRE_SOCKS_PASSWORD"] = "pw";
        mode.Refresh();
        (_gate.Rules.Socks.User, _gate.Rules.Socks.Password).ShouldBe(("env", "pw"));
    }

    [Fact]
    public async Task In_privacy_mode_only_providers_of_the_own_network_are_chosen()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using DirectoryFixture home = await DirectoryFixture.StartAsync();
        OutboundGate gate = home.Gate;
        home.Configure("far", new("far", "Far", "https://far.example/v1", "m", true), home.ProviderOne());
        gate.Change(new(true, NetworkList.ThisMachine, null));
        await home.Directory.CheckAllAsync(cancel);
        (await home.Directory.CandidatesAsync(cancel)).Select(static c => c.ProviderId).ShouldBe(["one", "builtin"]);
        home.Directory.Status.Detail.ShouldContain("Privacy mode is on: far.example is not asked.");
        // Who wants it by name is told why.
        ModelChoice wanted = (await home.Directory.CandidatesAsync(new("far", null), cancel))[0];
        Should.Throw<ModelException>(() => { _ = wanted.Client.GetStreamingResponseAsync([], null, cancel); }).Message.ShouldContain("Privacy mode is on");
    }

    private sealed class FakeSwitch : IDocument
    {
        public event Action? Changed;

        public string? Content { get; set; }

        public string Name => "a switch";

        public DocumentContent? Read() => Content is null ? null : new(System.Text.Encoding.UTF8.GetBytes(Content));

        public DocumentContent? Update(Func<DocumentContent?, byte[]?> change)
        {
            Content = change(Read()) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : Content;
            return Read();
        }

        public string KeepAside(DocumentContent content, string label) => label;

        public void Raise() => Changed?.Invoke();

        public void Dispose()
        {
        }
    }
}
