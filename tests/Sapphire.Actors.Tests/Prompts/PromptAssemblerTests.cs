using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>What a model is told about itself.</summary>
public sealed class PromptAssemblerTests
{
    private static readonly ChatId Chat = new(Guid.Parse("0192f0c0-0000-7000-8000-000000000001"));
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 16, 5, 0, TimeSpan.FromHours(1));
    private static readonly ChatSettings Bare = new() { InjectDateTime = false };

    private static readonly PromptSet Set = new(
        Map(
            new Prompt("mono", "Hello {user_name}, I am {ai_name}.", null),
            new Prompt("spicy", "Before. {spice} After.", null),
            new Prompt("sapphire", null, PieceSelection.Empty.With(PieceKind.Persona, "me").With(PieceKind.Goals, "win").With(PieceKind.Extras, "a", "b").With(PieceKind.Emotions, "calm", "glad")),
            new Prompt("gone", null, PieceSelection.Empty.With(PieceKind.Persona, "me").With(PieceKind.Location, "nowhere")),
            new Prompt("secret", "For us only.", null, PrivacyRequired: true)),
        ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>>.Empty
            .Add(PieceKind.Persona, Texts(("me", "I am {ai_name}.")))
            .Add(PieceKind.Goals, Texts(("win", "Win with {user_name}.")))
            .Add(PieceKind.Extras, Texts(("a", "Be exact."), ("b", "Be brief.")))
            .Add(PieceKind.Emotions, Texts(("calm", "calm"), ("glad", "glad"))),
        ImmutableSortedDictionary<string, SpiceCategory>.Empty
            .Add("x", new(["one", "two"], Enabled: true))
            .Add("y", new(["three {user_name}"], Enabled: false)),
        ImmutableSortedDictionary<string, Persona>.Empty.Add("quill", new("quill", "Quill", "", "Quill", new())),
        ImmutableDictionary<string, string>.Empty.Add("old", "older").Add("older", "mono").Add("round", "round"));

    private static readonly PromptAssembler Assembler = new(static () => Set, static () => new("Kim {x}", "Sapphire"));

    private static AssembledPrompt Assemble(ChatSettings settings, int messages = 1, PromptAssembler? assembler = null) =>
        (assembler ?? Assembler).Assemble(new(Chat, settings, messages, Now));

    [Fact]
    public void A_monolith_is_its_text_with_the_names_filled_in_and_without_their_braces()
    {
        AssembledPrompt prompt = Assemble(Bare with { Prompt = "mono", SpiceEnabled = true });
        prompt.Text.ShouldBe("Hello Kim x, I am Sapphire.");
        prompt.Name.ShouldBe("mono");
        prompt.Spice.ShouldBeNull();
        prompt.Problem.ShouldBeNull();
        prompt.Tokens.ShouldBeInRange(5, 14);
    }

    [Fact]
    public void An_assembled_prompt_has_its_pieces_in_order_each_with_its_label()
    {
        Assemble(Bare).Text.ShouldBe("""
            I am Sapphire.

            Goals: Win with Kim x.
            Extras:
            - Be exact.
            - Be brief.
            Emotions: calm, glad
            """);
    }

    [Fact]
    public void Date_time_and_context_come_last_also_with_variables()
    {
        Assemble(new() { Prompt = "mono", CustomContext = " {user_name} likes tea on {weekday}s. " }).Text.ShouldBe("""
            Hello Kim x, I am Sapphire.

            Current date/time: Sunday, November 22, 2026 at 04:05 PM (UTC+01:00)
            Kim x likes tea on Sundays.
            """);
        Assemble(Bare with { Prompt = "mono", CustomContext = "Only this." }).Text.ShouldEndWith("\n\nOnly this.");
    }

    [Fact]
    public void A_prompt_that_does_not_exist_is_replaced_by_the_default_and_said()
    {
        AssembledPrompt prompt = Assemble(Bare with { Prompt = "nobody" });
        prompt.Name.ShouldBe("sapphire");
        prompt.Problem.ShouldNotBeNull().ShouldContain("\"nobody\" does not exist");
        Assemble(Bare with { Prompt = "round" }).Name.ShouldBe("sapphire");
    }

    [Fact]
    public void A_chat_that_uses_a_former_name_gets_the_renamed_prompt() => Assemble(Bare with { Prompt = "old" }).Name.ShouldBe("mono");

    [Fact]
    public void A_piece_that_does_not_exist_leaves_no_line_and_is_said()
    {
        AssembledPrompt prompt = Assemble(Bare with { Prompt = "gone" });
        prompt.Text.ShouldBe("I am Sapphire.");
        prompt.Problem.ShouldNotBeNull().ShouldContain("location \"nowhere\"");
    }

    [Fact]
    public void An_empty_library_still_has_a_prompt()
    {
        PromptSet empty = Set with { Prompts = ImmutableSortedDictionary<string, Prompt>.Empty };
        Assemble(Bare, assembler: new(() => empty, static () => PromptNames.Default)).Name.ShouldBe("sapphire");
    }

    [Fact]
    public void A_spice_lasts_its_turns_and_then_changes_and_the_same_message_always_gets_the_same()
    {
        ChatSettings settings = Bare with { SpiceEnabled = true, SpiceTurns = 3 };
        string?[] spices = [.. Enumerable.Range(1, 12).Select(n => Assemble(settings, n).Spice)];
        spices.Take(3).Distinct().Count().ShouldBe(1);
        spices.Skip(3).Take(3).Distinct().Count().ShouldBe(1);
        spices[0].ShouldNotBe(spices[3]);
        spices[6].ShouldBe(spices[0]);
        spices.ShouldBe(Enumerable.Range(1, 12).Select(n => Assemble(settings, n).Spice));
        Assemble(settings, 1).Text.ShouldEndWith("\n\nFor this part of the conversation: " + spices[0]);
    }

    [Fact]
    public void Spices_come_from_the_named_categories_else_from_those_that_are_on()
    {
        Assemble(Bare with { SpiceEnabled = true, SpiceSets = ["y", "unknown"] }).Spice.ShouldBe("three Kim x");
        Enumerable.Range(1, 20).Select(n => Assemble(Bare with { SpiceEnabled = true, SpiceTurns = 1 }, n).Spice).Distinct().ShouldBe(["one", "two"], ignoreOrder: true);
        Assemble(Bare with { SpiceEnabled = true, SpiceSets = [] }).Spice.ShouldBeNull();
        Assemble(Bare).Spice.ShouldBeNull();
    }

    [Fact]
    public void A_monolith_gets_a_spice_only_where_it_asks_for_one()
    {
        AssembledPrompt prompt = Assemble(Bare with { Prompt = "spicy", SpiceEnabled = true, SpiceSets = ["y"] });
        prompt.Text.ShouldBe("Before. three Kim x After.");
        prompt.Spice.ShouldBe("three Kim x");
        Assemble(Bare with { Prompt = "spicy" }).Text.ShouldBe("Before.  After.");
    }

    [Fact]
    public void A_persona_gives_the_assistant_its_name() => Assemble(Bare with { Prompt = "mono", Persona = "quill" }).Text.ShouldBe("Hello Kim x, I am Quill.");

    [Fact]
    public void A_private_prompt_says_that_it_is() => Assemble(Bare with { Prompt = "secret" }).PrivacyRequired.ShouldBeTrue();

    [Fact]
    public void A_copy_that_the_assistant_has_edited_counts_in_its_chat_only()
    {
        PromptDraft draft = PromptDraft.Of(Set.Prompts["sapphire"]);
        draft = draft with { Own = draft.Own.Add(PromptDraft.OwnKey(PieceKind.Goals, "win"), "Lose."), Pieces = draft.Pieces!.Remove(PieceKind.Extras, "a") };
        PromptAssembler assembler = new(static () => Set, static () => PromptNames.Default, (chat, name) => chat == Chat && name == "sapphire" ? draft : null);
        AssembledPrompt here = Assemble(Bare, assembler: assembler);
        here.Edited.ShouldBeTrue();
        here.Text.ShouldContain("Goals: Lose.");
        here.Text.ShouldNotContain("Be exact.");
        AssembledPrompt there = assembler.Assemble(new(new(Guid.NewGuid()), Bare, 1, Now));
        there.Edited.ShouldBeFalse();
        there.Text.ShouldContain("Win with");
    }

    [Fact]
    public void Variables_are_filled_in_once_and_unknown_braces_stay()
    {
        PromptVariables variables = new(new("{ai_name}", "A"), Now);
        variables.Fill("{user_name}|{other}|{ {ai_name} }|{date}|{time}|{year}|{").ShouldBe("ai_name|{other}|{ A }|November 22, 2026|04:05 PM|2026|{");
    }

    private static ImmutableSortedDictionary<string, Prompt> Map(params Prompt[] prompts) =>
        prompts.ToImmutableSortedDictionary(static p => p.Name, static p => p, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> Texts(params (string Key, string Text)[] texts) =>
        texts.ToImmutableSortedDictionary(static t => t.Key, static t => t.Text, StringComparer.Ordinal);
}
