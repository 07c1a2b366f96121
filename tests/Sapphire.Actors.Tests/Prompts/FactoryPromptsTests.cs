using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>The factory's set is whole.</summary>
public sealed class FactoryPromptsTests
{
    [Fact]
    public void There_is_enough_of_everything()
    {
        PromptSet set = FactoryPrompts.Set;
        set.Personas.Count.ShouldBeGreaterThanOrEqualTo(8);
        set.Spices.Count.ShouldBeGreaterThanOrEqualTo(6);
        set.Spices.Values.ShouldAllBe(static c => c.Texts.Length >= 3);
        foreach (PieceKind kind in PieceKinds.All)
        {
            set.Pieces[kind].Count.ShouldBeGreaterThanOrEqualTo(8, kind.Name());
            set.Pieces[kind].Keys.ShouldAllBe(static key => PieceKinds.KeyOf(key) == key);
        }

        set.Prompts.Values.Count(static p => !p.IsAssembled).ShouldBeGreaterThanOrEqualTo(3);
        set.Find(PromptSet.DefaultPrompt).ShouldNotBeNull();
    }

    [Fact]
    public void Every_prompt_assembles_without_a_problem_and_no_variable_is_misspelt()
    {
        PromptAssembler assembler = new(static () => FactoryPrompts.Set, static () => PromptNames.Default);
        foreach (string name in FactoryPrompts.Set.Prompts.Keys)
        {
            AssembledPrompt prompt = assembler.Assemble(new(new(Guid.NewGuid()), new() { Prompt = name, InjectDateTime = false, SpiceEnabled = true }, 1, DateTimeOffset.UnixEpoch));
            prompt.Problem.ShouldBeNull(name);
            prompt.Text.Contains('{', StringComparison.Ordinal).ShouldBeFalse(name);
        }

        FactoryPrompts.Set.Spices.Values.SelectMany(static c => c.Texts).Select(static t => new PromptVariables(PromptNames.Default, DateTimeOffset.UnixEpoch).Fill(t)).ShouldAllBe(static t => !t.Contains('{'));
    }

    [Fact]
    public void Every_persona_has_a_prompt_spices_and_settings_that_exist()
    {
        foreach (Persona persona in FactoryPrompts.Set.Personas.Values)
        {
            FactoryPrompts.Set.Prompts.ShouldContainKey(persona.Settings.Prompt!);
            (persona.Settings.SpiceSets ?? []).ShouldAllBe(static s => FactoryPrompts.Set.Spices.ContainsKey(s));
            persona.Description.ShouldNotBeEmpty();
            PersonaRules.IdProblem(persona.Id).ShouldBeNull();
        }
    }

    [Fact]
    public void The_default_prompt_tells_the_model_to_use_its_tools_and_the_persons_language()
    {
        string text = new PromptAssembler(static () => FactoryPrompts.Set, static () => PromptNames.Default).Assemble(new(new(Guid.NewGuid()), new(), 1, DateTimeOffset.UnixEpoch)).Text;
        text.ShouldContain("Use the tools");
        text.ShouldContain("Answer in the language");
        text.ShouldContain("Thursday, January 01, 1970");
    }
}
