using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Privacy;

/// <summary>
/// The one switch. It is a document, so that it holds for all nodes and after a restart. One that cannot be read counts as on. It and the
/// settings make the rules of the <see cref="OutboundGate"/>.
/// </summary>
public sealed class PrivacyMode : IDisposable
{
    /// <summary>The name of the file or document.</summary>
    public const string DocumentName = "privacy.json";

    private readonly IDocument _document;
    private readonly SettingsStore _settings;
    private readonly SocksSecret _secret;
    private readonly OutboundGate _gate;
    private readonly ILogger? _logger;
    private readonly Lock _changing = new();
    // Reading and writing follow each other: else a switch that was read before a change would be in force after it.
    private readonly Lock _switching = new();
    private bool _on;
    private bool _taken;
    private bool _told = true;

    /// <summary>Reads the switch and sets the rules; from here on they follow.</summary>
    /// <param name="document">The switch; disposed with this.</param>
    /// <param name="settings">The networks, the proxy, and whether a start switches it on.</param>
    /// <param name="secret">The proxy's user and password.</param>
    /// <param name="gate">Gets the rules.</param>
    /// <param name="logger">For changes of the switch.</param>
    public PrivacyMode(IDocument document, SettingsStore settings, SocksSecret secret, OutboundGate gate, ILogger? logger = null)
    {
        _document = document;
        _settings = settings;
        _secret = secret;
        _gate = gate;
        _logger = logger;
        // Until the switch is read, nothing goes out.
        _on = true;
        Take();
        if (!_on && OutboundSettings.StartsPrivate(settings.Current))
        {
            Set(true);
        }

        _document.Changed += Take;
        _settings.Changed += OnSettings;
    }

    /// <summary>Raised after the switch has changed, on any thread.</summary>
    public event Action<bool>? Changed;

    /// <summary>True while nothing leaves the permitted networks.</summary>
    public bool IsOn => Volatile.Read(ref _on);

    /// <summary>The networks that are reached in privacy mode, as they are set.</summary>
    public IReadOnlyList<string> Networks => OutboundSettings.Networks(_settings.Current);

    /// <summary>Switches. When it returns, the switch is stored, and every connection that is not permitted any more is closed.</summary>
    /// <exception cref="IOException">It cannot be stored. On is in force nevertheless, off is not.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    /// <exception cref="StorageException">As before.</exception>
    public void Set(bool on)
    {
        if (on)
        {
            // Without waiting for anybody who is storing it.
            Use(true);
        }

        try
        {
            lock (_switching)
            {
                if (on)
                {
                    Use(true);
                }

                _document.Update(_ => Encoding.UTF8.GetBytes(new JsonObject { ["private"] = on }.ToJsonString() + "\n"));
                Use(on);
            }
        }
        finally
        {
            Tell();
        }
    }

    /// <summary>Makes the rules anew: the proxy's user or password has changed.</summary>
    public void Refresh() => Use(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _document.Changed -= Take;
        _settings.Changed -= OnSettings;
        _document.Dispose();
    }

    private void OnSettings(AppSettings settings) => Refresh();

    private void Take()
    {
        lock (_switching)
        {
            try
            {
                // A switch that is deleted switches nothing off.
                Use(_document.Read() is { } content ? IsPrivate(content.Bytes) : _taken && IsOn);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
            {
                _logger?.LogWarning("Whether privacy mode is on cannot be read, so it counts as on: {Reason}", e.Message);
                Use(true);
            }

            _taken = true;
        }

        Tell();
    }

    private bool IsPrivate(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.GetProperty("private").GetBoolean();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            _logger?.LogWarning("{Document} is broken, so privacy mode counts as on. Switch it off on the page to repair it.", DocumentName);
            return true;
        }
    }

    // Null leaves the switch as it is: one that was read before could be another's by now.
    private void Use(bool? on)
    {
        lock (_changing)
        {
            Volatile.Write(ref _on, on ?? _on);
            _gate.Change(OutboundSettings.Rules(_settings.Current, _on, _secret));
        }
    }

    private void Tell()
    {
        bool now;
        lock (_changing)
        {
            now = _on;
            if (now == _told)
            {
                return;
            }

            _told = now;
        }

        _logger?.LogInformation("Privacy mode is {State}", now ? "on" : "off");
        Changed?.Invoke(now);
    }
}
