using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Support;

/// <summary>A home with its settings, before or between runs of the program.</summary>
internal sealed class TestHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string Journal => JournalOf(Path);

    public static string JournalOf(string home) => System.IO.Path.Combine(home, "data", "journal.db");

    /// <summary>Makes these the providers, in this order.</summary>
    public TestHome With(params IEnumerable<ScriptedServer> providers)
    {
        WriteSettings(Path, "auto", providers);
        return this;
    }

    /// <summary>Writes <c>settings.json</c>.</summary>
    public static void WriteSettings(string home, string selection, params IEnumerable<ScriptedServer> providers) => File.WriteAllText(
        System.IO.Path.Combine(home, "settings.json"),
        JsonSerializer.Serialize(new
        {
            models = new
            {
                selection,
                providers = providers.Select((p, i) => new { id = $"p{i + 1}", name = $"Provider {i + 1}", url = p.Url, model = "scripted", enabled = true }),
            },
        }));

    /// <summary>Speaks with this voice.</summary>
    public TestHome WithVoice(string voice)
    {
        string file = _folder["settings.json"];
        JsonObject settings = File.Exists(file) ? (JsonObject)JsonNode.Parse(File.ReadAllText(file))! : [];
        settings["speech"] = new JsonObject { ["speak"] = new JsonObject { ["voice"] = voice } };
        File.WriteAllText(file, settings.ToJsonString());
        return this;
    }

    /// <summary>Adds to the home's own configuration.</summary>
    public TestHome Configure(string hocon)
    {
        File.AppendAllText(_folder["sapphire.conf"], hocon + "\n");
        return this;
    }

    /// <summary>Keeps its chats in this database.</summary>
    public TestHome OnPostgreSql(string connectionString) =>
        Configure($"sapphire.storage {{ kind = postgresql, postgresql.connection-string = \"{connectionString}\" }}");

    public Task<SapphireServer> StartAsync() => SapphireServer.StartAsync(Path);

    public void Dispose() => _folder.Dispose();
}
