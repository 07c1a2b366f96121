using System.Text.Json;
using Sapphire.Actors.Settings;
using Sapphire.Kernel.TestKit;

#pragma warning disable CA1416 // Modes of files are tested where there are modes.

namespace Sapphire.Actors.Tests.Settings;

/// <summary>settings.json is a person's file: read leniently, written without loss.</summary>
public sealed class SettingsStoreTests : IDisposable
{
    private static readonly ProviderSettings LmStudio = new("lm", "LM Studio", "http://127.0.0.1:1234/v1", "", true);

    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    private string File => _folder.File("settings.json");

    public void Dispose() => _folder.Dispose();

    private SettingsStore Open() => new(File, _time);

    private static AppSettings With(AppSettings settings, params ProviderSettings[] providers) => settings with { Models = settings.Models with { Providers = [.. providers] } };

    [Fact]
    public void A_missing_file_means_the_defaults_and_is_not_written()
    {
        using SettingsStore store = Open();
        store.Current.ShouldBe(AppSettings.Default);
        store.Current.Models.Providers.ShouldBeEmpty();
        store.Error.ShouldBeNull();
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_read()
    {
        System.IO.File.WriteAllText(File, """
            // mine
            { "models": { /* here */ "selection": "lm", "providers": [ { "id": "lm", "url": "localhost:1234", }, ], }, }
            """, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        using SettingsStore store = Open();
        store.Error.ShouldBeNull();
        store.Current.Models.Selection.ShouldBe("lm");
        store.Current.Models.Providers.ShouldBe([new("lm", "lm", "http://localhost:1234/v1", "", true)]);
    }

    [Fact]
    public void Unknown_members_survive_a_change()
    {
        System.IO.File.WriteAllText(File, """
            { "voice": { "name": "x" }, "models": { "note": 1, "providers": [ { "id": "lm", "url": "http://127.0.0.1:1234/v1", "color": "blue" } ] } }
            """);
        using SettingsStore store = Open();
        store.Update(s => With(s, s.Models.Providers[0] with { Name = "Mine" }, LmStudio with { Id = "two" }));
        using JsonDocument json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        json.RootElement.GetProperty("voice").GetProperty("name").GetString().ShouldBe("x");
        json.RootElement.GetProperty("models").GetProperty("note").GetInt32().ShouldBe(1);
        JsonElement first = json.RootElement.GetProperty("models").GetProperty("providers")[0];
        first.GetProperty("color").GetString().ShouldBe("blue");
        first.GetProperty("name").GetString().ShouldBe("Mine");
        using SettingsStore again = Open();
        again.Current.ShouldBe(store.Current);
    }

    [Theory]
    [InlineData("{\n  \"models\": {\n    \"selection\" \"auto\"\n  }\n}", 3, 17, "':'")]
    [InlineData("{ \"models\": [] }", 1, 13, "models: Expected an object")]
    [InlineData("{ \"models\": {\n  \"selection\": 7 } }", 2, 16, "models.selection: Expected a text")]
    [InlineData("{ \"models\": {\n  \"selection\": \"nobody\" } }", 2, 16, "models.selection: \"nobody\" is no provider")]
    [InlineData("{ \"models\": { \"providers\": [\n { \"id\": \"ok\", \"url\": \"http://a/v1\" },\n { \"id\": \"Not OK\", \"url\": \"http://a/v1\" } ] } }", 3, 10, "models.providers[1].id: An id has")]
    [InlineData("{ \"models\": { \"providers\": [\n { \"id\": \"a\", \"url\": \"ftp://a\" } ] } }", 2, 22, "models.providers[0].url: The scheme ftp://")]
    [InlineData("{ \"models\": { \"providers\": [\n { \"id\": \"a\" } ] } }", 2, 2, "models.providers[0]: The member \"url\" is missing")]
    [InlineData("{ \"models\": { \"providers\": [ { \"id\": \"a\", \"url\": \"http://a\" },\n { \"id\": \"a\", \"url\": \"http://b\" } ] } }", 2, 10, "given twice")]
    [InlineData("{ \"models\": { \"providers\": [ { \"id\": \"a\", \"url\": \"http://a\",\n\"enabled\": \"yes\" } ] } }", 2, 12, "Expected true or false")]
    [InlineData("[]", 1, 1, "Expected an object")]
    [InlineData("{", 1, 2, "")]
    [InlineData("", 1, 1, "The file is empty. Write {} for nothing")]
    [InlineData(" \n ", 1, 1, "The file is empty. Write {} for nothing")]
    public void A_broken_file_is_told_with_its_place(string content, int line, int column, string message)
    {
        System.IO.File.WriteAllText(File, content);
        using SettingsStore store = Open();
        store.Error.ShouldNotBeNull();
        store.Error.Message.ShouldContain(message);
        (store.Error.Line, store.Error.Column).ShouldBe((line, column));
        store.Error.ToString().ShouldStartWith($"settings.json, line {line}, column {column}: ");
        store.Current.ShouldBe(AppSettings.Default);
    }

    [Fact]
    public void A_broken_file_keeps_the_last_good_settings_and_is_kept_aside_by_the_next_save()
    {
        using SettingsStore store = Open();
        store.Update(s => With(s, LmStudio));
        System.IO.File.WriteAllText(File, "{ my precious edits");
        store.Reload();
        store.Error.ShouldNotBeNull();
        store.Current.Models.Providers.ShouldBe([LmStudio]);
        System.IO.File.ReadAllText(File).ShouldBe("{ my precious edits");

        store.Update(s => With(s, LmStudio with { Name = "New" }));
        store.Error.ShouldBeNull();
        System.IO.File.ReadAllText(_folder.File("settings.json.broken-20260101T000000Z")).ShouldBe("{ my precious edits");
        System.IO.File.ReadAllText(File).ShouldContain("New");
    }

    [Fact]
    public void A_change_sees_what_a_person_has_just_written()
    {
        using SettingsStore store = Open();
        System.IO.File.WriteAllText(File, """{ "models": { "providers": [ { "id": "hand", "url": "http://h/v1" } ] } }""");
        store.Update(s => With(s, [.. s.Models.Providers, LmStudio]));
        store.Current.Models.Providers.Select(static p => p.Id).ShouldBe(["hand", "lm"]);
    }

    [Fact]
    public void A_change_that_throws_changes_nothing()
    {
        using SettingsStore store = Open();
        store.Update(s => With(s, LmStudio));
        string before = System.IO.File.ReadAllText(File);
        Should.Throw<InvalidOperationException>(() => store.Update(static _ => throw new InvalidOperationException()));
        store.Current.Models.Providers.ShouldBe([LmStudio]);
        System.IO.File.ReadAllText(File).ShouldBe(before);
    }

    [Fact]
    public void A_save_that_fails_changes_nothing()
    {
        using SettingsStore store = Open();
        // A folder in the file's place: no rename can replace it.
        Directory.CreateDirectory(File);
        Should.Throw<Exception>(() => store.Update(s => With(s, LmStudio))).ShouldBeAssignableTo<SystemException>();
        store.Current.Models.Providers.ShouldBeEmpty();
        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_mode_and_a_link_are_kept()
    {
        string real = _folder.File("real.json");
        System.IO.File.WriteAllText(real, "{}");
        System.IO.File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        System.IO.File.CreateSymbolicLink(File, real);
        using SettingsStore store = Open();
        store.Update(s => With(s, LmStudio));
        System.IO.File.ReadAllText(real).ShouldContain("LM Studio");
        System.IO.File.GetUnixFileMode(real).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        new FileInfo(File).LinkTarget.ShouldBe(real);
    }

    [Fact]
    public async Task An_edit_is_read_by_itself()
    {
        using SettingsStore store = new(File);
        TaskCompletionSource<AppSettings> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Changed += s => changed.TrySetResult(s);
        await System.IO.File.WriteAllTextAsync(File, """{ "models": { "selection": "builtin" } }""", TestContext.Current.CancellationToken);
        AppSettings settings = await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        settings.Models.Selection.ShouldBe("builtin");
    }

    [Fact]
    public void The_slow_look_finds_an_edit_too()
    {
        using SettingsStore store = Open();
        List<string> seen = [];
        store.Changed += s => seen.Add(s.Models.Selection);
        System.IO.File.WriteAllText(File, """{ "models": { "selection": "builtin" } }""");
        _time.Advance(TimeSpan.FromSeconds(2));
        seen.ShouldContain("builtin");
        store.Current.Models.Selection.ShouldBe("builtin");
        System.IO.File.Delete(File);
        _time.Advance(TimeSpan.FromSeconds(2));
        store.Current.ShouldBe(AppSettings.Default);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_kept()
    {
        using SettingsStore store = Open();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => store.Update(s => With(s, [.. s.Models.Providers, LmStudio with { Id = $"p{i}" }])))));
        store.Current.Models.Providers.Length.ShouldBe(20);
        using SettingsStore again = Open();
        again.Current.Models.Providers.Length.ShouldBe(20);
    }
}
