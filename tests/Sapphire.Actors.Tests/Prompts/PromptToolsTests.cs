using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>The assistant edits its own prompt, in its chat.</summary>
public sealed class PromptToolsTests : IDisposable
{
    private static readonly ChatSettings Assembled = new() { Prompt = "sapphire", InjectDateTime = false };
    private readonly PromptHome _home = new();
    private readonly ChatId _chat = new(Guid.CreateVersion7());

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Only_the_tools_that_fit_the_kind_of_the_prompt_are_there()
    {
        Names(Assembled).ShouldBe([PromptToolNames.View, PromptToolNames.Undo, PromptToolNames.List, PromptToolNames.Set, PromptToolNames.Remove, PromptToolNames.Create]);
        Names(new() { Prompt = "plain" }).ShouldBe([PromptToolNames.View, PromptToolNames.Undo, PromptToolNames.Edit]);
        Names(Assembled).Concat(Names(new() { Prompt = "plain" })).Distinct().ShouldBe(PromptTools.Names, ignoreOrder: true);
    }

    [Fact]
    public async Task A_piece_that_is_set_counts_in_this_chat_only_and_is_taken_back()
    {
        PromptSet before = _home.Library.Current;
        await CallAsync(Assembled, PromptToolNames.Set, ("component", "Goal"), ("key", "solve"));
        Text(_chat).ShouldContain("Find the cause");
        Text(new(Guid.CreateVersion7())).ShouldNotContain("Find the cause");
        _home.Library.Current.ShouldBeSameAs(before);
        (await CallAsync(Assembled, PromptToolNames.Undo))["undone"]!.GetValue<string>().ShouldBe("Set goals to \"solve\"");
        Text(_chat).ShouldNotContain("Find the cause");
        (await FailAsync(Assembled, PromptToolNames.Undo)).ShouldContain("nothing to take back");
    }

    [Fact]
    public async Task A_new_piece_is_written_listed_viewed_and_removed()
    {
        await CallAsync(Assembled, PromptToolNames.Create, ("component", "extras"), ("key", "Night Owl"), ("value", "It is late; {user_name} is tired."));
        JsonObject list = await CallAsync(Assembled, PromptToolNames.List, ("component", "extra"));
        list["pieces"]!["night_owl"]!.GetValue<string>().ShouldStartWith("It is late");
        list["in_use"]!.AsArray().Select(static n => n!.GetValue<string>()).ShouldContain("night_owl");
        JsonObject view = await CallAsync(Assembled, PromptToolNames.View);
        view["text"]!.GetValue<string>().ShouldContain("User is tired");
        view["edited_in_this_chat"]!.GetValue<bool>().ShouldBeTrue();
        await CallAsync(Assembled, PromptToolNames.Remove, ("component", "extras"), ("key", "night_owl"));
        Text(_chat).ShouldNotContain("It is late");
    }

    [Fact]
    public async Task A_monolith_is_written_anew_and_a_later_assembler_still_has_it()
    {
        ChatSettings settings = new() { Prompt = "plain", InjectDateTime = false };
        await CallAsync(settings, PromptToolNames.Edit, ("content", "You are a lighthouse."));
        _home.Assembler.Assemble(new(_chat, settings, 1, default)).Text.ShouldBe("You are a lighthouse.");
        _home.Copies.Update(_chat, "plain", static c => c.Undo());
        _home.Assembler.Assemble(new(_chat, settings, 1, default)).Edited.ShouldBeFalse();
        _home.Copies.Update(_chat, "plain", static c => c.Redo());
        _home.Assembler.Assemble(new(_chat, settings, 1, default)).Text.ShouldBe("You are a lighthouse.");
    }

    [Fact]
    public async Task What_does_not_exist_is_said_with_what_does()
    {
        (await FailAsync(Assembled, PromptToolNames.Set, ("component", "weather"), ("key", "x"))).ShouldContain("persona, location");
        (await FailAsync(Assembled, PromptToolNames.Set, ("component", "goals"), ("key", "nope"))).ShouldContain("list_pieces");
        (await FailAsync(Assembled, PromptToolNames.Remove, ("component", "extras"), ("key", "nope"))).ShouldContain("tools, language, markdown");
        (await FailAsync(Assembled, PromptToolNames.View, ("name", "nobody"))).ShouldContain("sapphire");
    }

    [Fact]
    public async Task A_broken_file_of_a_chat_leaves_the_librarys_prompt_and_is_not_overwritten()
    {
        string file = _home.File(PromptCopies.FileOf(_chat));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "{ broken", TestContext.Current.CancellationToken);
        _home.Assembler.Assemble(new(_chat, Assembled, 1, default)).Edited.ShouldBeFalse();
        await Should.ThrowAsync<Exception>(async () => await CallAsync(Assembled, PromptToolNames.Set, ("component", "goals"), ("key", "solve")));
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("{ broken");
    }

    [Fact]
    public async Task A_private_prompt_is_read_in_chats_with_a_private_prompt_only()
    {
        _home.Library.Put(new Prompt("secret", "Ours.", null, PrivacyRequired: true));
        _home.Library.Put(new Prompt("hidden", "Yours.", null, PrivacyRequired: true));
        (await FailAsync(Assembled, PromptToolNames.View, ("name", "secret"))).ShouldContain("is private");
        (await CallAsync(new() { Prompt = "hidden", Toolset = "all" }, PromptToolNames.View, ("name", "secret")))["text"]!.GetValue<string>().ShouldBe("Ours.");
    }

    private IEnumerable<string> Names(ChatSettings settings) => _home.Tools.For(_chat, settings).Select(static t => t.Name);

    private string Text(ChatId chat) => _home.Assembler.Assemble(new(chat, Assembled, 1, default)).Text;

    private async Task<JsonObject> CallAsync(ChatSettings settings, string tool, params (string Name, string Value)[] arguments) =>
        (JsonObject)(await _home.Tools.For(_chat, settings).Single(t => t.Name == tool)
            .InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(static a => a.Name, static a => (object?)a.Value, StringComparer.Ordinal)), TestContext.Current.CancellationToken))!;

    private async Task<string> FailAsync(ChatSettings settings, string tool, params (string Name, string Value)[] arguments) =>
        (await Should.ThrowAsync<ToolException>(async () => await CallAsync(settings, tool, arguments))).Message;
}
