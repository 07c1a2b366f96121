using System.Globalization;
using System.Text;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Postgres;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Documents;

/// <summary>Documents that nodes share: neither of two changes is lost, everybody learns of them, and secrets are never in clear.</summary>
public sealed class PostgresDocumentStoreTests : IAsyncLifetime
{
    private const string Secret = "a secret of this cluster, long enough";
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_one_node_writes_is_read_by_the_other_at_once_and_told()
    {
        await using PostgresDocumentStore a = Open();
        await using PostgresDocumentStore b = Open(slowLook: TimeSpan.FromHours(1));
        using IDocument here = a.Open("settings.json", secret: false);
        using IDocument there = b.Open("settings.json", secret: false);
        int told = 0;
        there.Changed += () => Interlocked.Increment(ref told);
        there.Read().ShouldBeNull();
        Text(here.Update(static _ => "one"u8.ToArray())).ShouldBe("one");
        Text(here.Read()).ShouldBe("one");
        await Poll.UntilAsync(() => Volatile.Read(ref told) > 0 && Text(there.Read()) == "one", "the other node knows it");
        there.Read().ShouldBeSameAs(there.Read());

        await using PostgresDocumentStore later = Open();
        using IDocument found = later.Open("settings.json", secret: false);
        Text(found.Read()).ShouldBe("one");
        later.Keys("sett").ShouldBe(["settings.json"]);
    }

    [Fact]
    public async Task Of_changes_on_several_nodes_at_once_none_is_lost()
    {
        const int Each = 25;
        PostgresDocumentStore[] nodes = [Open(), Open(), Open()];
        await Task.WhenAll(nodes.Select((node, n) => Task.Run(() =>
        {
            using IDocument document = node.Open("list", secret: true);
            for (int i = 0; i < Each; i++)
            {
                document.Update(before => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Text(before)}{n}.{i} ")));
            }
        })));
        using IDocument all = nodes[0].Open("list", secret: true);
        string[] lines = Text(all.Update(static _ => null))!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(nodes.Length * Each);
        lines.Distinct().Count().ShouldBe(nodes.Length * Each);
        foreach (PostgresDocumentStore node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_change_that_throws_or_gives_nothing_changes_nothing()
    {
        await using PostgresDocumentStore store = Open();
        using IDocument document = store.Open("x", secret: false);
        document.Update(static _ => "kept"u8.ToArray());
        Should.Throw<InvalidDataException>(() => document.Update(static _ => throw new InvalidDataException()));
        Text(document.Update(static _ => null)).ShouldBe("kept");
        Text(document.Read()).ShouldBe("kept");
    }

    [Fact]
    public async Task A_secret_is_nowhere_in_clear_and_belongs_to_its_document()
    {
        await using PostgresDocumentStore store = Open();
        using IDocument document = store.Open("key", secret: true);
        document.Update(static _ => "sk-topsecret"u8.ToArray());
        PostgresServer server = await PostgresServer.SharedAsync();
        string name = new Npgsql.NpgsqlConnectionStringBuilder(_database).Database!;
        await server.ExecuteAsync(name, "DO $$ BEGIN IF EXISTS (SELECT 1 FROM sapphire.documents WHERE position('topsecret'::bytea in content) > 0) THEN RAISE 'in clear'; END IF; END $$");

        // Put in another's place it is refused.
        await server.ExecuteAsync(name, "INSERT INTO sapphire.documents (key, version, content) SELECT 'other', nextval('sapphire.documents_version'), content FROM sapphire.documents WHERE key = 'key'");
        await using PostgresDocumentStore later = Open();
        using IDocument other = later.Open("other", secret: true);
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => other.Read());
    }

    [Fact]
    public async Task Without_a_secret_or_with_another_one_it_says_so()
    {
        Should.Throw<StorageException>(() => DocumentCipher.Create("")).Message.ShouldContain("SAPPHIRE_CLUSTER_SECRET");
        Should.Throw<StorageException>(() => DocumentCipher.Create("short")).Message.ShouldContain("too short");
        await using (PostgresDocumentStore first = Open())
        {
            using IDocument document = first.Open("key", secret: true);
            document.Update(static _ => "1"u8.ToArray());
        }

        StorageException other = Should.Throw<StorageException>(() => PostgresDocumentStore.Open(new(_database), DocumentCipher.Create("quite another secret of a cluster")));
        other.Message.ShouldContain("not the one");
        other.Message.ShouldNotContain("quite another");
        await using PostgresDocumentStore none = PostgresDocumentStore.Open(new(_database), cipher: null);
        Should.Throw<StorageException>(() => none.Open("key", secret: true)).Message.ShouldContain("SAPPHIRE_CLUSTER_SECRET");
    }

    [Fact]
    public async Task A_deleted_row_is_noticed()
    {
        await using PostgresDocumentStore store = Open(slowLook: TimeSpan.FromMilliseconds(50));
        using IDocument document = store.Open("gone", secret: false);
        document.Update(static _ => "1"u8.ToArray());
        await (await PostgresServer.SharedAsync()).ExecuteAsync(new Npgsql.NpgsqlConnectionStringBuilder(_database).Database!, "DELETE FROM sapphire.documents WHERE key = 'gone'");
        await Poll.UntilAsync(() => document.Read() is null, "the document is gone");
        Text(document.Update(static before => before is null ? "2"u8.ToArray() : null)).ShouldBe("2");
    }

    [Fact]
    public async Task While_the_database_is_away_the_last_known_is_read_and_a_write_fails_clearly_and_it_comes_back_by_itself()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.NewDatabaseAsync();
        await using PostgresDocumentStore a = PostgresDocumentStore.Open(new(database), DocumentCipher.Create(Secret));
        await using PostgresDocumentStore b = PostgresDocumentStore.Open(new(database), DocumentCipher.Create(Secret));
        using IDocument here = a.Open("x", secret: true);
        using IDocument there = b.Open("x", secret: true);
        here.Update(static _ => "known"u8.ToArray());
        await Poll.UntilAsync(() => Text(there.Read()) == "known", "the other node knows it");
        await server.KillAsync();
        await Poll.UntilAsync(() => b.Problem is not null, "it is known to be away");
        Text(there.Read()).ShouldBe("known");
        StorageException refused = Should.Throw<StorageException>(() => there.Update(static _ => "lost"u8.ToArray()));
        refused.Reason.ShouldBe(StorageReason.Io);
        Text(there.Read()).ShouldBe("known");
        await server.StartAgainAsync();
        Text(here.Update(static _ => "after"u8.ToArray())).ShouldBe("after");
        await Poll.UntilAsync(() => b.Problem is null && Text(there.Read()) == "after", "it follows again");
    }

    private PostgresDocumentStore Open(TimeSpan? slowLook = null) => PostgresDocumentStore.Open(new(_database), DocumentCipher.Create(Secret), slowLook);

    private static string? Text(DocumentContent? content) => content is null ? null : Encoding.UTF8.GetString(content.Bytes.Span);
}
