using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Toolsets;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>People with editors, the page and readers at the same time, on the files of prompts and of toolsets.</summary>
public sealed class LibraryRaceTests : IDisposable
{
    private const int Edits = 60;
    private readonly TempFolder _folder = new();
    private readonly NodeDocuments _documents;

    public LibraryRaceTests() => _documents = new(HomeFolder.Resolve(_folder.Path), null, TimeProvider.System);

    public enum Editor
    {
        /// <summary>Writes beside the file and renames over it.</summary>
        Renames,

        /// <summary>Empties the file and writes it in two parts.</summary>
        WritesInPlace,

        /// <summary>Deletes the file and makes it anew.</summary>
        DeletesFirst,
    }

    private string Monoliths => _folder.File(PromptLibrary.MonolithsFile);

    private string Toolsets => _folder.File(ToolsetLibrary.File);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Editor.Renames)]
    [InlineData(Editor.WritesInPlace)]
    [InlineData(Editor.DeletesFirst)]
    public async Task Any_editors_edit_is_in_force_within_two_seconds_and_never_half(Editor editor)
    {
        using PromptLibrary library = Open();
        Save(editor, Monoliths, Texts(0));
        library.Reload();
        using ToolsetLibrary toolsets = OpenToolsets();
        Save(editor, Toolsets, Sets(0));
        toolsets.Reload();
        ConcurrentQueue<string> wrong = new();
        using CancellationTokenSource done = new();
        Task[] readers = [Task.Run(() => Read(library, editor, wrong, done.Token)), Task.Run(() => ReadSets(toolsets, editor, wrong, done.Token))];
        for (int i = 1; i <= Edits; i++)
        {
            // Every third is broken.
            Save(editor, Monoliths, i % 3 == 0 ? Texts(i)[..^(i % 20 + 1)] : Texts(i));
            Save(editor, Toolsets, i % 3 == 0 ? Sets(i)[..^(i % 20 + 1)] : Sets(i));
            if (i % 2 == 0)
            {
                library.Reload();
                toolsets.Reload();
            }
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        wrong.ShouldBeEmpty();

        // The middle one of three: the machine may do something else once.
        List<TimeSpan> took = [];
        for (int i = 1001; i <= 1003; i++)
        {
            Save(editor, Monoliths, Texts(i));
            Save(editor, Toolsets, Sets(i));
            long start = TimeProvider.System.GetTimestamp();
            await AssistantHarness.UntilAsync(() => Task.FromResult(library.Current.Find("one")?.Text == $"{i}" && toolsets.Current.GetValueOrDefault("one")?.Tools[0] == $"t{i}"), "the last edit is in force");
            took.Add(TimeProvider.System.GetElapsedTime(start));
        }

        took.Order().ElementAt(1).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (library.Errors.IsEmpty, toolsets.Error).ShouldBe((true, null));
    }

    [Fact]
    public async Task Of_many_edits_of_the_page_beside_those_of_an_editor_none_is_lost()
    {
        using PromptLibrary library = Open();
        using ToolsetLibrary toolsets = OpenToolsets();
        library.WriteMissingFiles();
        Task[] pages = [.. Enumerable.Range(0, 3).Select(n => Task.Run(() =>
        {
            for (int i = 0; i < 15; i++)
            {
                library.Put(new Prompt($"page {n} {i}", $"Text {i}.", null));
                library.PutPiece(PieceKind.Extras, $"page_{n}_{i}", "A piece.", isNew: true);
                toolsets.Put($"page {n} {i}", new($"page {n} {i}", ["calculate"]));
            }
        }))];

        // Spices are another file: nothing of the page's is in what the editor had read.
        Task editor = Task.Run(() =>
        {
            for (int i = 0; i < 30; i++)
            {
                Save(Editor.Renames, _folder.File(PromptLibrary.SpicesFile), $$"""{ "mine": ["Spice {{i}}."] }""");
            }
        });
        await Task.WhenAll([.. pages, editor]);
        using PromptLibrary again = Open();
        using ToolsetLibrary setsAgain = OpenToolsets();
        foreach (PromptLibrary one in (PromptLibrary[])[library, again])
        {
            one.Current.Prompts.Keys.Count(name => name.StartsWith("page ", StringComparison.Ordinal)).ShouldBe(45);
            one.Current.Pieces[PieceKind.Extras].Keys.Count(key => key.StartsWith("page_", StringComparison.Ordinal)).ShouldBe(45);
        }

        toolsets.Current.Count.ShouldBe(45);
        setsAgain.Current.Count.ShouldBe(45);
        await AssistantHarness.UntilAsync(() => Task.FromResult(library.Current.Spices.GetValueOrDefault("mine")?.Texts[0] == "Spice 29."), "the editor's last one is in force");
    }

    [Fact]
    public void An_edit_that_is_first_seen_by_a_change_that_is_refused_is_in_force_nevertheless()
    {
        using PromptLibrary library = new(path => new FileDocument(Made(path)));
        library.Put(new Prompt("there", "Text.", null));
        int told = 0;
        library.Changed += () => told++;
        File.WriteAllText(Monoliths, """{ "there": "Text.", "by hand": "Mine." }""");
        Should.Throw<LibraryException>(() => library.Put(new Prompt("there", "Other.", null), version: "not this one")).Fault.ShouldBe(LibraryFault.Changed);
        library.Current.Find("by hand")!.Text.ShouldBe("Mine.");
        told.ShouldBe(1);
        File.WriteAllText(Monoliths, "{ broken");
        Should.Throw<LibraryException>(() => library.Put(new Prompt("there", "Other.", null), version: "not this one"));
        library.Errors.ShouldHaveSingleItem().Line.ShouldBe(1);
        told.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n")]
    [InlineData("\uFEFF")]
    public void A_file_that_an_editor_has_just_emptied_empties_nothing(string content)
    {
        using PromptLibrary library = Open();
        using ToolsetLibrary toolsets = OpenToolsets();
        library.Put(new Prompt("mine", "Text.", null));
        toolsets.Put("mine", new("mine", ["calculate"]));
        File.WriteAllText(Monoliths, content);
        File.WriteAllText(Toolsets, content);
        library.Reload();
        toolsets.Reload();
        library.Current.Find("mine").ShouldNotBeNull();
        library.Errors.ShouldHaveSingleItem().Message.ShouldContain("empty");
        toolsets.Current.Keys.ShouldBe(["mine"]);
        toolsets.Error!.Message.ShouldContain("empty");

        // A change meanwhile is made to what was there.
        library.Put(new Prompt("more", "Text.", null));
        toolsets.Put("more", new("more", []));
        using PromptLibrary again = Open();
        again.Current.Prompts.Keys.ShouldContain("mine");
        using ToolsetLibrary setsAgain = OpenToolsets();
        setsAgain.Current.Keys.ShouldBe(["mine", "more"]);
    }

    private static void Read(PromptLibrary library, Editor editor, ConcurrentQueue<string> wrong, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            PromptSet now = library.Current;
            (string? a, string? b) = (now.Find("one")?.Text, now.Find("two")?.Text);
            if (a != b || (a is null && editor != Editor.DeletesFirst))
            {
                wrong.Enqueue($"{a} and {b}");
            }

            Thread.Yield();
        }
    }

    private static void ReadSets(ToolsetLibrary library, Editor editor, ConcurrentQueue<string> wrong, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            ImmutableSortedDictionary<string, Toolset> now = library.Current;
            (string? a, string? b) = (now.GetValueOrDefault("one")?.Tools[0], now.GetValueOrDefault("two")?.Tools[0]);
            if (a != b || (a is null && editor != Editor.DeletesFirst))
            {
                wrong.Enqueue($"{a} and {b}");
            }

            Thread.Yield();
        }
    }

    private static string Texts(int i) => $$"""{ "one": "{{i}}", "mine": "{{new string('x', 1 + (i % 7 * 3000))}}", "two": "{{i}}" }""";

    private static string Sets(int i) => $$"""{ "one": { "functions": ["t{{i}}"] }, "_mine": "{{new string('x', 1 + (i % 7 * 3000))}}", "two": { "functions": ["t{{i}}"] } }""";

    private void Save(Editor editor, string file, string content)
    {
        switch (editor)
        {
            case Editor.Renames:
                string aside = _folder.File($"{Guid.NewGuid():N}.tmp");
                File.WriteAllText(aside, content);
                File.Move(aside, file, overwrite: true);
                break;
            case Editor.WritesInPlace:
                using (FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
                {
                    byte[] bytes = System.Text.Encoding.UTF8.GetBytes(content);
                    stream.Write(bytes.AsSpan(0, bytes.Length / 2));
                    stream.Flush();
                    stream.Write(bytes.AsSpan(bytes.Length / 2));
                }

                break;
            default:
                File.Delete(file);
                File.WriteAllText(file, content);
                break;
        }
    }

    private PromptLibrary Open() => new(path => _documents.Open(path));

    private ToolsetLibrary OpenToolsets() => new(_documents.Open(ToolsetLibrary.File));

    private string Made(string path)
    {
        string file = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }
}
