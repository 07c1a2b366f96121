using Sapphire.Actors.Privacy;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Toolsets;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>What a person changes on one of several nodes is in force on the others within two seconds, and of changes at once none is lost.</summary>
public sealed class SharedLibraryTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private readonly TempFolder _folder = new();
    private readonly List<TimeSpan> _took = [];
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Prompts_toolsets_settings_and_privacy_mode_of_one_node_are_the_others_within_two_seconds()
    {
        await using Node a = Open("a");
        await using Node b = Open("b");
        for (int i = 0; i < 3; i++)
        {
            string text = $"Text {i}.";
            (Node here, Node there) = i % 2 == 0 ? (a, b) : (b, a);
            await SeenAsync(() => here.Prompts.Put(new Prompt("mine", text, null)), () => there.Prompts.Current.Find("mine")?.Text == text);
            await SeenAsync(() => here.Prompts.PutPiece(PieceKind.Extras, "mine", text), () => there.Prompts.Current.Piece(PieceKind.Extras, "mine") == text);
            await SeenAsync(() => here.Prompts.Put(new Persona("mine", text, "", null, new() { Prompt = "mine" })), () => there.Prompts.Current.Personas.GetValueOrDefault("mine")?.Name == text);
            await SeenAsync(() => here.Toolsets.Put("mine", new("mine", [$"tool_{i}"])), () => there.Toolsets.Current.GetValueOrDefault("mine")?.Tools[0] == $"tool_{i}");
            await SeenAsync(() => here.Settings.Update(s => s.With(ConversationSettings.ContextLimit, 1000 + i)), () => there.Settings.Current.Get(ConversationSettings.ContextLimit) == 1000 + i);
            await SeenAsync(() => here.Privacy.Set(true), () => there.Privacy.IsOn && there.Gate.Rules.Private);
            await SeenAsync(() => here.Privacy.Set(false), () => !there.Privacy.IsOn && !there.Gate.Rules.Private);
        }

        await SeenAsync(() => a.Prompts.DeletePrompt("mine"), () => b.Prompts.Current.Find("mine") is null);
        await SeenAsync(() => b.Toolsets.Delete("mine"), () => a.Toolsets.Current.IsEmpty);

        // All but one: the machine may do something else once.
        _took.Order().ElementAt(_took.Count - 2).ShouldBeLessThan(Soon);
    }

    [Fact]
    public async Task Of_changes_on_two_nodes_at_once_none_is_lost_and_both_have_the_same_in_the_end()
    {
        await using Node a = Open("a");
        await using Node b = Open("b");
        (Node Node, string Name)[] nodes = [(a, "a"), (b, "b")];
        await Task.WhenAll(nodes.Select(n => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                n.Node.Prompts.Put(new Prompt($"{n.Name} {i}", "Text.", null));
                n.Node.Toolsets.Put($"{n.Name} {i}", new($"{n.Name} {i}", ["calculate"]));
                n.Node.Prompts.AddSpice("mine", $"{n.Name} {i}");
                n.Node.Privacy.Set(i % 2 == 0);
            }
        })));
        foreach (Node node in (Node[])[a, b])
        {
            await AssistantHarness.UntilAsync(() => Task.FromResult(node.Prompts.Current.Prompts.Keys.Count(IsOurs) == 40 && node.Toolsets.Current.Count == 40 && node.Prompts.Current.Spices.GetValueOrDefault("mine")?.Texts.Length == 40), "all are there");
        }

        await AssistantHarness.UntilAsync(() => Task.FromResult(a.Privacy.IsOn == b.Privacy.IsOn && a.Gate.Rules.Private == b.Gate.Rules.Private && a.Privacy.IsOn == a.Gate.Rules.Private), "they agree on privacy mode");
        static bool IsOurs(string name) => name.StartsWith("a ", StringComparison.Ordinal) || name.StartsWith("b ", StringComparison.Ordinal);
    }

    private async Task SeenAsync(Action change, Func<bool> seen)
    {
        change();
        long start = TimeProvider.System.GetTimestamp();
        await AssistantHarness.UntilAsync(() => Task.FromResult(seen()), "the other node has it");
        _took.Add(TimeProvider.System.GetElapsedTime(start));
    }

    private Node Open(string name)
    {
        string home = _folder.File(name);
        Directory.CreateDirectory(home);
        PostgresDocumentStore store = PostgresDocumentStore.Open(new(_database), DocumentCipher.Create("a secret of this cluster, long enough"));
        return new(home, new NodeDocuments(HomeFolder.Resolve(home), store));
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly NodeDocuments _documents;

        public Node(string home, NodeDocuments documents)
        {
            _documents = documents;
            Settings = new SettingsStore(documents.Settings());
            Prompts = new(path => documents.Open(path));
            Toolsets = new(documents.Open(ToolsetLibrary.File));
            Privacy = new(documents.Open(PrivacyMode.DocumentName), Settings, new SocksSecret(new ModelKeys(home), static _ => null), Gate);
        }

        public OutboundGate Gate { get; } = new(new(true, NetworkList.ThisMachine, null));

        public SettingsStore Settings { get; }

        public PromptLibrary Prompts { get; }

        public ToolsetLibrary Toolsets { get; }

        public PrivacyMode Privacy { get; }

        public async ValueTask DisposeAsync()
        {
            Privacy.Dispose();
            Toolsets.Dispose();
            Prompts.Dispose();
            Settings.Dispose();
            await _documents.DisposeAsync();
        }
    }
}
