using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Images;
using Sapphire.Actors.Import;
using Sapphire.Actors.Models;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Toolsets;

namespace Sapphire.Web.Tests.Import;

/// <summary>Of a folder with everything that some version of the former Sapphire kept, each thing is taken, or named with the reason.</summary>
public sealed class FolderInventoryTests
{
    [Fact]
    public async Task Twice_takes_nothing_more_and_a_dry_run_tells_what_will_happen()
    {
        using OldHome old = OldHome.Everything();
        IReadOnlyList<string> before = old.Contents();
        await using NewHome home = new();
        AppSettings untouched = home.Settings.Current;
        FolderReport dry = await home.ImportAsync(old, dryRun: true);
        home.Get<ToolsetLibrary>().Current.ShouldBeEmpty();
        home.Get<AvatarBook>().Find(AvatarBook.User).ShouldBeNull();
        home.Settings.Current.ShouldBe(untouched);
        FolderReport first = await home.ImportAsync(old);
        first.Lines.ShouldBe(dry.Lines);
        AppSettings settings = home.Settings.Current;
        PromptSet prompts = home.Get<PromptLibrary>().Current;
        long events = home.Journal.LastOrdering;
        FolderReport second = await home.ImportAsync(old);
        second.Count(FolderOutcome.Taken).ShouldBe(0, string.Join('\n', second.Lines.Where(line => line.Outcome == FolderOutcome.Taken)));
        second.Lines.Where(line => line.Outcome == FolderOutcome.NotTaken).ShouldBe(first.Lines.Where(line => line.Outcome == FolderOutcome.NotTaken));
        home.Settings.Current.ShouldBe(settings);
        home.Get<PromptLibrary>().Current.Prompts.ShouldBe(prompts.Prompts);
        home.Journal.LastOrdering.ShouldBe(events);
        old.Contents().ShouldBe(before);
        first.Lines.Where(line => line.Outcome == FolderOutcome.NotTaken).ShouldAllBe(line => line.Detail.Length > 0);
    }

    [Fact]
    public async Task Every_setting_of_every_version_is_taken_or_named()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        using JsonDocument settings = JsonDocument.Parse(OldHome.AllSettings);
        string[] keys =
        [
            .. settings.RootElement.EnumerateObject().SelectMany(member => member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().Select(value => value.Name) : [member.Name])
                .Where(key => key is not ("LLM_PROVIDERS" or "LLM_FALLBACK_ORDER" or "MODEL_GENERATION_PROFILES" or "GENERATION_DEFAULTS" or "CLAUDE_THINKING_ENABLED" or "CLAUDE_THINKING_BUDGET")),
        ];
        foreach (string key in keys)
        {
            report.Lines.Count(line => line.Part == FolderPart.Settings && line.Name == key).ShouldBe(1, key);
        }

        foreach (Setting setting in SettingsRegistry.All.Where(setting => keys.Contains(setting.Key)))
        {
            Line(report, FolderPart.Settings, setting.Key).Outcome.ShouldBe(setting.Key == "BACKUPS_KEEP_MANUAL" ? FolderOutcome.NotTaken : setting.DefaultValue.Equals(home.Settings.Current.Find(setting).Value) ? FolderOutcome.Here : FolderOutcome.Taken, setting.Key);
        }

        Line(report, FolderPart.Settings, "BACKUPS_KEEP_MANUAL").Detail.ShouldContain("from 0 to 20");
        Line(report, FolderPart.Settings, "WAKEWORD_MODEL").Detail.ShouldContain("wake word");
        Line(report, FolderPart.Settings, "SESSION_TIMEOUT_DAYS").Detail.ShouldContain("sapphire.web.login.session");
        report.Lines.Where(line => line.Part == FolderPart.Settings && line.Detail.StartsWith("Nothing here knows", StringComparison.Ordinal)).Select(line => line.Name).ShouldBe(["SOMETHING_OF_MINE"]);
        AppSettings now = home.Settings.Current;
        now.Get(RecorderSettings.Silence).ShouldBe(1.5);
        now.Get(BackupSettings.KeepDaily).ShouldBe(3);
        now.Get(PrivacySettings.Whitelist).ToArray().ShouldBe(["127.0.0.1", "10.0.0.0/8"]);
        now.Speech.Speak.When.ShouldBe(SpeakSettings.Always);
    }

    [Fact]
    public async Task How_models_are_asked_comes_with_the_providers()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        ModelSettings models = home.Settings.Current.Models;
        models.Providers.Select(p => (p.Id, p.KeyVariable, p.Timeout)).ShouldBe([("claude", "MY_CLAUDE_KEY", 240), ("lmstudio", "", 240), ("openai", "", 240)]);
        models.Profiles.Keys.Order(StringComparer.Ordinal).ShouldBe(["*", "claude-opus-4-5", "claude/*", "lmstudio/*"]);
        models.Profiles["*"].Generation.ShouldBe(new GenerationProfile { Temperature = 0.7, TopP = 0.9, MaxTokens = 4096, PresencePenalty = 0.1, FrequencyPenalty = 0.1, TopK = 40 });
        models.ProfileOf("claude", "claude-opus-4-5").Generation.ShouldSatisfyAllConditions(g => g.Temperature.ShouldBe(0.65), g => g.ThinkingBudget.ShouldBe(8000), g => g.MaxTokens.ShouldBe(8192));
        models.ProfileOf("lmstudio", "x").Generation.ShouldSatisfyAllConditions(g => g.Temperature.ShouldBe(0.4), g => g.TopP.ShouldBe(0.9));
        Line(report, FolderPart.Models, "MODEL_GENERATION_PROFILES: claude-opus-4-5").Detail.ShouldContain("mirostat");
        Line(report, FolderPart.Models, "MODEL_GENERATION_PROFILES: wild").Detail.ShouldContain("temperature: Expected a number from 0 to 2");
        Line(report, FolderPart.Models, "MODEL_GENERATION_PROFILES: odd").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Models, "fireworks: generation_params").Detail.ShouldContain("was not taken");
    }

    [Fact]
    public async Task Toolsets_come_with_the_tools_that_are_here_and_never_with_more()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        ToolsetLibrary toolsets = home.Get<ToolsetLibrary>();
        toolsets.Current.Values.ShouldBe(
        [
            new("default (imported)", ["view_prompt"]),
            new("memory", ["save_memory", "search_memory", "delete_memory"]),
            new("sailing", ["save_memory", "search_memory"]),
        ]);
        Line(report, FolderPart.Toolsets, "sailing (toolsets/toolsets.json)").ShouldBe((FolderOutcome.Taken, "Without get_wikipedia, which is not here."));
        Line(report, FolderPart.Toolsets, "abroad (toolsets/toolsets.json)").Detail.ShouldContain("None of its tools is here: web_search, get_website");
        Line(report, FolderPart.Toolsets, "broken (toolsets/toolsets.json)").Outcome.ShouldBe(FolderOutcome.NotTaken);
        (await home.ChatAsync("Default")).Settings.Toolset.ShouldBe("sailing");
        (await home.ChatAsync("Harbour Talk")).Settings.Toolset.ShouldBe("memory");

        // What had tools that are not here has none; a toolset that is here stays.
        old.Write("user/history/web_talk.json", """{"settings":{"ability":"abroad"},"messages":[{"role":"user","content":"Hello?"}]}""");
        old.Write("user/toolsets/toolsets.json", """{"sailing":{"functions":["delete_memory"]}, "abroad":{"functions":["web_search"]}}""");
        report = await home.ImportAsync(old);
        (await home.ChatAsync("Web Talk")).Settings.Toolset.ShouldBe("none");
        toolsets.Current["sailing"].Tools.ShouldBe(["save_memory", "search_memory"]);
        toolsets.Current["sailing (imported)"].Tools.ShouldBe(["delete_memory"]);
        Line(report, FolderPart.Toolsets, "sailing (toolsets/toolsets.json)").Detail.ShouldContain("another toolset has the name here");
    }

    [Fact]
    public async Task Defaults_of_chats_are_taken_where_nothing_is_set_here()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        home.Settings.Current.ChatDefaults.ShouldBe(new ChatSettings { Prompt = "Seaman", Toolset = "sailing", Pitch = 0.98, Speed = 1.2, SpiceEnabled = true, SpiceTurns = 3, InjectDateTime = false });
        Line(report, FolderPart.Settings, "settings/chat_defaults.json").Detail.ShouldContain("voice (there is no voice 'af_heart' here)");
        Line(report, FolderPart.Other, "settings/strange.json").Outcome.ShouldBe(FolderOutcome.NotTaken);

        await using NewHome other = new();
        other.Settings.Update(s => s with { ChatDefaults = new() { Speed = 2, Prompt = "sapphire" } });
        report = await other.ImportAsync(old);
        other.Settings.Current.ChatDefaults.ShouldSatisfyAllConditions(s => s.Speed.ShouldBe(2), s => s.Prompt.ShouldBe("sapphire"), s => s.Toolset.ShouldBe("sailing"));
        old.Write("user/settings/chat_defaults.json", "{ \"prompt\": ");
        report = await other.ImportAsync(old);
        Line(report, FolderPart.Settings, "settings/chat_defaults.json").Detail.ShouldContain("line 1");
    }

    [Fact]
    public async Task Pictures_of_people_personas_and_messages_are_kept_here()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        ImageStore images = home.Get<ImageStore>();
        string id = home.Get<AvatarBook>().Find(AvatarBook.User)!;
        (await images.FindAsync(id, TestContext.Current.CancellationToken))!.Bytes.ToArray().ShouldBe(Convert.FromBase64String(OldHome.Pixel));
        Line(report, FolderPart.Avatars, "public/avatars/user.png").Outcome.ShouldBe(FolderOutcome.Taken);
        Line(report, FolderPart.Avatars, "public/avatars/user.jpg").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Avatars, "public/avatars/assistant.webp").Detail.ShouldContain("not an image that is known");
        home.Get<AvatarBook>().Find(AvatarBook.Assistant).ShouldBeNull();
        Line(report, FolderPart.Other, "public/holiday.png").Outcome.ShouldBe(FolderOutcome.NotTaken);

        Persona captain = home.Get<PromptLibrary>().Current.Personas["captain"];
        captain.ShouldBe(new Persona("captain", "The captain", "Knows the sea.", null, new()
        {
            Prompt = "Seaman",
            Toolset = "sailing",
            Speed = 1.1,
            Pitch = 0.9,
            SpiceEnabled = true,
            SpiceTurns = 4,
            Provider = "claude",
            Model = "claude-opus-4-5",
            MemoryScope = "sea",
            TrimColor = "#336699",
            Avatar = id,
        }));
        Line(report, FolderPart.Personas, "captain (personas/personas.json)").Detail.ShouldSatisfyAllConditions(d => d.ShouldContain("voice (there is no voice 'bm_george' here)"), d => d.ShouldContain("goal_scope (nothing here has this setting)"));
        Line(report, FolderPart.Personas, "nobody (personas/personas.json)").Outcome.ShouldBe(FolderOutcome.NotTaken);

        ChatState chat = await home.ChatAsync("Harbour Talk");
        chat.Branch[0].Parts.OfType<ImagePart>().ShouldHaveSingleItem().ShouldBe(new(id, "image/png", 1, 1, null));
        NewHome.Text(chat.Branch[2]).ShouldBe("(a picture)");
        chat.Settings.Persona.ShouldBe("captain");
        string detail = Line(report, FolderPart.Chats, "Harbour Talk (history/harbour_talk.json)").Detail;
        detail.ShouldContain("1 picture cannot be taken");
        detail.ShouldContain("picture that was kept on the server that made it");
        detail.ShouldContain("prompt (there is no prompt 'gone' in the folder)");
        detail.ShouldContain("state_engine_enabled (nothing here has this setting)");
        detail.ShouldNotContain("goal_scope");

        // The one of the first chat too, and what is here is not replaced.
        (await home.ChatAsync("Default")).Branch[2].Parts.OfType<ImagePart>().ShouldHaveSingleItem().Id.ShouldBe(id);
        File.WriteAllBytes(old.At("user/public/avatars/user.png"), [.. Convert.FromBase64String(OldHome.Pixel), 0]);
        Line(await home.ImportAsync(old), FolderPart.Avatars, "public/avatars/user.png").Detail.ShouldContain("another picture here already, which stays");
        home.Get<AvatarBook>().Find(AvatarBook.User).ShouldBe(id);
    }

    [Fact]
    public async Task Prompts_keep_what_makes_them_private_and_what_is_no_prompt_is_named()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        PromptSet prompts = home.Get<PromptLibrary>().Current;
        foreach (string name in (string[])["Secret", "Private seaman", "Alone"])
        {
            prompts.Find(name)!.PrivacyRequired.ShouldBeTrue(name);
        }

        prompts.Find("Seaman")!.PrivacyRequired.ShouldBeFalse();
        Line(report, FolderPart.Prompts, "Seaman").Detail.ShouldContain("Without emotions/missing, which the folder does not have.");
        Line(report, FolderPart.Prompts, "No text (prompts/prompt_monoliths.json)").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Prompts, "pieces of the kind weather (prompts/prompt_pieces.json)").Detail.ShouldContain("no such kind");
        Line(report, FolderPart.Prompts, "piece location/nowhere (prompts/prompt_pieces.json)").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Prompts, "prompts/damaged.json").Detail.ShouldContain("line 2");
        Line(report, FolderPart.Other, "prompts/notes.txt").Outcome.ShouldBe(FolderOutcome.NotTaken);
    }

    [Fact]
    public async Task Nothing_that_lies_in_the_folder_is_passed_over_in_silence()
    {
        using OldHome old = OldHome.Everything();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        string all = string.Join('\n', report.Lines.Select(line => line.Name));
        foreach (string file in Directory.EnumerateFiles(old.At("user"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(old.At("user"), path).Replace('\\', '/')))
        {
            // A file of settings or prompts is told of by what it holds; a folder as one.
            bool told = file is "settings.json" or "prompts/prompt_pieces.json" or "prompts/prompt_spices.json" or "prompts/alone.json" or "personas/avatars/captain.png"
                || all.Contains(file, StringComparison.Ordinal) || all.Split('\n').Contains(file[..(file.IndexOf('/', StringComparison.Ordinal) + 1)]);
            told.ShouldBeTrue(file);
        }

        Line(report, FolderPart.Other, "history/tools/chat_tool_history.json").Detail.ShouldContain("log of tools");
        Line(report, FolderPart.Other, "history/readme.md").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Other, "knowledge.db").Detail.ShouldContain("without chats");
        Line(report, FolderPart.Other, "continuity/").Outcome.ShouldBe(FolderOutcome.NotTaken);
    }

    private static (FolderOutcome Outcome, string Detail) Line(FolderReport report, FolderPart part, string name)
    {
        FolderLine line = report.Lines.Where(line => line.Part == part && line.Name == name).ToArray().ShouldHaveSingleItem($"{name} in\n{string.Join('\n', report.Lines)}");
        return (line.Outcome, line.Detail);
    }
}
