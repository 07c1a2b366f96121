using System.Text;
using System.Text.Json.Nodes;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>The files of prompts are a person's: read leniently, written without loss.</summary>
public sealed class PromptLibraryTests : IDisposable
{
    private readonly PromptHome _home = new();

    private PromptLibrary Library => _home.Library;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_new_home_has_the_factorys_set_and_gets_its_files_when_asked()
    {
        Library.Current.Prompts.Keys.ShouldBe(FactoryPrompts.Set.Prompts.Keys);
        File.Exists(_home.File(PromptLibrary.PiecesFile)).ShouldBeFalse();
        Library.WriteMissingFiles();
        JsonNode.Parse(File.ReadAllText(_home.File(PromptLibrary.PiecesFile)))!["scenario_presets"]!["sapphire"]!["persona"]!.GetValue<string>().ShouldBe("sapphire");
        using PromptLibrary again = _home.Reopened();
        again.Errors.ShouldBeEmpty();
        again.Current.Prompts.ShouldBe(FactoryPrompts.Set.Prompts);
        again.Current.Spices.ShouldBe(FactoryPrompts.Set.Spices);
        again.Current.Personas.ShouldBe(FactoryPrompts.Set.Personas);
        foreach (PieceKind kind in PieceKinds.All)
        {
            again.Current.Pieces[kind].ShouldBe(FactoryPrompts.Set.Pieces[kind]);
        }
    }

    [Fact]
    public void A_broken_edit_keeps_the_last_good_one_and_says_the_line()
    {
        _home.Write(PromptLibrary.MonolithsFile, """
            { "mine": "Hello." }
            """);
        Library.Current.Find("mine")!.Text.ShouldBe("Hello.");
        _home.Write(PromptLibrary.MonolithsFile, """
            {
              "mine": "Hello.",
              "other": 3
            }
            """);
        Library.Current.Find("mine")!.Text.ShouldBe("Hello.");
        Library.Errors.ShouldHaveSingleItem().ToString().ShouldBe("prompt_monoliths.json, line 3, column 12: other: Expected a text in quotes.");
        _home.Write(PromptLibrary.MonolithsFile, "{ \"mine\": ");
        Library.Errors.ShouldHaveSingleItem().Line.ShouldBe(1);
        _home.Write(PromptLibrary.MonolithsFile, "{ \"mine\": \"Better.\" }");
        Library.Errors.ShouldBeEmpty();
        Library.Current.Find("mine")!.Text.ShouldBe("Better.");
    }

    [Fact]
    public void A_change_of_a_broken_file_keeps_it_aside()
    {
        _home.Write(PromptLibrary.MonolithsFile, "{ \"mine\": ");
        Library.Put(new Prompt("new", "Text.", null));
        Library.Errors.ShouldBeEmpty();
        Directory.GetFiles(_home.File("prompts"), "prompt_monoliths.json.broken-*").ShouldHaveSingleItem();
    }

    [Fact]
    public void An_edit_by_hand_is_seen_by_itself()
    {
        using ManualResetEventSlim seen = new();
        using PromptLibrary library = Watching();
        library.Changed += () =>
        {
            if (library.Current.Find("mine") is not null)
            {
                seen.Set();
            }
        };
        File.WriteAllText(_home.File(PromptLibrary.MonolithsFile), "{ \"mine\": \"Hello.\" }");
        seen.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken).ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_known_in_a_file_survives_a_change()
    {
        _home.Write(PromptLibrary.PiecesFile, """
            {
              // mine
              "_comment": "keep me", "other": { "a": 1 },
              "components": { "goals": { "_note": "n", "win": "Win." }, "weather": { "rain": "It rains." } },
              "scenario_presets": { "a": { "goals": "win", "extras": [], "colour": "blue" } },
            }
            """);
        Library.PutPiece(PieceKind.Goals, "lose", "Lose.");
        Library.Put(new Prompt("a", null, PieceSelection.Empty.With(PieceKind.Goals, "lose")));
        JsonNode root = JsonNode.Parse(File.ReadAllText(_home.File(PromptLibrary.PiecesFile)))!;
        root["_comment"]!.GetValue<string>().ShouldBe("keep me");
        root["other"]!["a"]!.GetValue<int>().ShouldBe(1);
        root["components"]!["goals"]!["_note"]!.GetValue<string>().ShouldBe("n");
        root["components"]!["weather"]!["rain"]!.GetValue<string>().ShouldBe("It rains.");
        root["scenario_presets"]!["a"]!["colour"]!.GetValue<string>().ShouldBe("blue");
        root["scenario_presets"]!["a"]!["goals"]!.GetValue<string>().ShouldBe("lose");
    }

    [Fact]
    public void A_name_is_taken_once_whatever_the_kind()
    {
        Should.Throw<LibraryException>(() => Library.Put(new Prompt("sapphire", "Text.", null))).Fault.ShouldBe(LibraryFault.Taken);
        Should.Throw<LibraryException>(() => Library.Put(new Prompt("plain", "Text.", null), isNew: true)).Fault.ShouldBe(LibraryFault.Taken);
        Should.Throw<LibraryException>(() => Library.RenamePrompt("plain", "sapphire")).Fault.ShouldBe(LibraryFault.Taken);
        Should.Throw<LibraryException>(() => Library.DeletePrompt("nobody")).Fault.ShouldBe(LibraryFault.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" x")]
    [InlineData("_x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void Names_that_cannot_be_taken_are_refused_with_the_reason(string name) =>
        Should.Throw<LibraryException>(() => Library.Put(new Prompt(name, "Text.", null))).Fault.ShouldBe(LibraryFault.Invalid);

    [Fact]
    public void A_renamed_prompt_is_found_under_its_former_name_until_that_is_used_again()
    {
        Library.RenamePrompt("plain", "simple");
        Library.RenamePrompt("simple", "short");
        Library.Current.Prompts.ShouldNotContainKey("plain");
        Library.Current.Find("plain")!.Name.ShouldBe("short");
        using (PromptLibrary again = _home.Reopened())
        {
            again.Current.Find("plain")!.Name.ShouldBe("short");
        }

        Library.Put(new Prompt("plain", "New.", null));
        Library.Current.Find("plain")!.Text.ShouldBe("New.");
    }

    [Fact]
    public void A_change_of_what_has_changed_meanwhile_is_refused()
    {
        string version = PromptVersion.Of(Library.Current.Prompts["plain"]);
        Library.Put(new Prompt("plain", "One.", null), version: version);
        Should.Throw<LibraryException>(() => Library.Put(new Prompt("plain", "Two.", null), version: version)).Fault.ShouldBe(LibraryFault.Changed);
        Library.Current.Find("plain")!.Text.ShouldBe("One.");
    }

    [Fact]
    public void A_renamed_piece_is_renamed_in_the_prompts_too()
    {
        Library.RenamePiece(PieceKind.Extras, "tools", "use_tools");
        Library.Current.Prompts["sapphire"].Pieces![PieceKind.Extras].ShouldBe(["use_tools", "language", "markdown"]);
        Should.Throw<LibraryException>(() => Library.PutPiece(PieceKind.Goals, "Very Good", "x")).Advice.ShouldContain("very_good");
    }

    [Fact]
    public void Spices_are_added_changed_and_deleted_by_their_place_and_what_they_were()
    {
        Library.AddSpice("new", "One.").ShouldBe(0);
        Library.AddSpice("new", "Two.").ShouldBe(1);
        Should.Throw<LibraryException>(() => Library.AddSpice("new", "Two.")).Fault.ShouldBe(LibraryFault.Taken);
        Should.Throw<LibraryException>(() => Library.ChangeSpice("new", 0, "Three.", was: "Two.")).Fault.ShouldBe(LibraryFault.Changed);
        Library.ChangeSpice("new", 0, "Three.", was: "One.");
        Library.EnableSpices("new", enabled: false);
        Library.RenameSpices("new", "newer");
        Library.Current.Spices["newer"].ShouldBe(new(["Three.", "Two."], Enabled: false));
        Library.ChangeSpice("newer", 0, null);
        Library.ChangeSpice("newer", 0, null);
        Library.Current.Spices.ShouldNotContainKey("newer");
    }

    [Fact]
    public void A_persona_is_made_copied_and_deleted_and_bad_settings_are_refused()
    {
        Library.Put(new Persona("mine", "Mine", "", null, new() { Speed = 1.5, SpiceSets = ["mood"] }), isNew: true);
        Library.DuplicatePersona("mine").ShouldSatisfyAllConditions(static p => p.Id.ShouldBe("mine-2"), static p => p.Name.ShouldBe("Mine 2"));
        using (PromptLibrary again = _home.Reopened())
        {
            again.Current.Personas["mine-2"].Settings.Speed.ShouldBe(1.5);
        }

        Library.DeletePersona("mine");
        Should.Throw<LibraryException>(() => Library.Put(new Persona("x", "X", "", null, new() { Speed = 9 }))).Message.ShouldContain("0.5 to 2.5");
        Should.Throw<LibraryException>(() => Library.Put(new Persona("x", "X", "", null, new() { TrimColor = "red" })));
    }

    [Fact]
    public void An_export_of_one_prompt_holds_its_pieces_and_comes_in_elsewhere()
    {
        Library.PutPiece(PieceKind.Persona, "owl", "You are an owl.");
        Library.Put(new Prompt("night", null, PieceSelection.Empty.With(PieceKind.Persona, "owl")));
        byte[] file = Encoding.UTF8.GetBytes(Library.Export(prompt: "night"));
        using PromptHome other = new();
        ImportOutcome outcome = other.Library.Import(file, ImportConflict.Keep);
        outcome.Added.ShouldBe(["piece persona/owl", "prompt \"night\""]);
        other.Library.Current.Piece(PieceKind.Persona, "owl").ShouldBe("You are an owl.");
        other.Library.Import(file, ImportConflict.Keep).ShouldSatisfyAllConditions(static o => o.Added.ShouldBeEmpty(), static o => o.Same.ShouldBe(2));
    }

    [Fact]
    public void An_import_keeps_replaces_or_takes_both_and_prompts_follow_pieces_that_got_another_key()
    {
        byte[] file = Encoding.UTF8.GetBytes("""
            { "monoliths": { "plain": "Other." }, "components": { "goals": { "help": "Other." } }, "scenario_presets": { "sapphire": { "goals": "help" } }, "spices": { "mood": ["Other."] }, "personas": { "cook": { "name": "Other" } } }
            """);
        ImportOutcome kept = Library.Import(file, ImportConflict.Keep);
        kept.Kept.Length.ShouldBe(5);
        Library.Current.Find("plain")!.Text.ShouldNotBe("Other.");
        ImportOutcome both = Library.Import(file, ImportConflict.Both);
        both.Added.ShouldBe(["piece goals/help_2", "prompt \"sapphire 2\"", "prompt \"plain 2\"", "category \"mood 2\"", "persona \"cook-2\""]);
        Library.Current.Prompts["sapphire 2"].Pieces![PieceKind.Goals].ShouldBe(["help_2"]);
        Library.Import(file, ImportConflict.Replace).Replaced.Length.ShouldBe(5);
        Library.Current.Find("plain")!.Text.ShouldBe("Other.");
    }

    [Theory]
    [InlineData("[]", "line 1")]
    [InlineData("{ \"format\": \"other\" }", "format")]
    [InlineData("{ }", "members")]
    [InlineData("{\n\"monoliths\": { \"a\": 1 } }", "line 2, column 21: monoliths.a: Expected a text")]
    [InlineData("{ \"personas\": { \"a\": { \"speed\": 9 } } }", "personas.a.speed")]
    public void An_import_that_cannot_be_read_says_where_and_changes_nothing(string file, string expected)
    {
        PromptSet before = Library.Current;
        LibraryException e = Should.Throw<LibraryException>(() => Library.Import(Encoding.UTF8.GetBytes(file), ImportConflict.Replace));
        $"{e.Message} {e.Advice}".ShouldContain(expected);
        Library.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public void Merging_brings_the_factorys_back_and_keeps_what_a_person_added_and_a_reset_does_not_but_can_be_undone()
    {
        Library.Put(new Prompt("mine", "Mine.", null));
        Library.Put(new Prompt("plain", "Changed.", null));
        Library.DeletePrompt("sapphire");
        Library.MergeFactory();
        Library.Current.Find("mine").ShouldNotBeNull();
        Library.Current.Prompts["plain"].ShouldBe(FactoryPrompts.Set.Prompts["plain"]);
        Library.Current.Prompts.ShouldContainKey("sapphire");
        string before = Library.Reset();
        Library.Current.Find("mine").ShouldBeNull();
        Library.Current.Prompts.ShouldBe(FactoryPrompts.Set.Prompts);
        Library.Restore(Encoding.UTF8.GetBytes(before));
        Library.Current.Find("mine")!.Text.ShouldBe("Mine.");
    }

    [Fact]
    public void One_prompt_goes_back_to_the_factorys_with_its_pieces()
    {
        Library.PutPiece(PieceKind.Persona, "cook", "Changed.");
        Library.PutPiece(PieceKind.Persona, "tutor", "Changed.");
        Library.Put(new Prompt("cook", null, PieceSelection.Empty));
        Library.ResetPrompt("cook");
        Library.Current.Prompts["cook"].ShouldBe(FactoryPrompts.Set.Prompts["cook"]);
        Library.Current.Piece(PieceKind.Persona, "cook").ShouldBe(FactoryPrompts.Set.Piece(PieceKind.Persona, "cook"));
        Library.Current.Piece(PieceKind.Persona, "tutor").ShouldBe("Changed.");
    }

    [Fact]
    public void A_private_prompt_stays_private_in_its_file()
    {
        Library.Put(new Prompt("mine", "Mine.", null, PrivacyRequired: true));
        Library.Put(new Prompt("mine2", null, PieceSelection.Empty, PrivacyRequired: true));
        using PromptLibrary again = _home.Reopened();
        again.Current.Find("mine")!.PrivacyRequired.ShouldBeTrue();
        again.Current.Find("mine2")!.PrivacyRequired.ShouldBeTrue();
    }

    [Fact]
    public void Two_who_change_different_prompts_at_once_lose_nothing()
    {
        Parallel.For(0, 20, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, i => Library.Put(new Prompt($"p{i}", "Text.", null)));
        Library.Current.Prompts.Keys.Count(static n => n.StartsWith('p') && n.Length is 2 or 3 && char.IsAsciiDigit(n[1])).ShouldBe(20);
    }

    private PromptLibrary Watching()
    {
        Sapphire.Persistence.Documents.NodeDocuments documents = new(Sapphire.Persistence.Files.HomeFolder.Resolve(_home.File("")), null, TimeProvider.System);
        return new(path => documents.Open(path), TimeProvider.System);
    }
}
