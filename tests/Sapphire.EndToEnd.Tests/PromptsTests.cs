using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The pages of prompts and personas as a person uses them. With SAPPHIRE_EVIDENCE=1 their pictures are written anew.</summary>
public sealed class PromptsTests(Chromium chromium) : EndToEndTest(chromium)
{
    private string PiecesFile => Path.Combine(Home, "prompts", "prompt_pieces.json");

    [Fact]
    public async Task A_prompt_is_assembled_with_a_preview_saved_undone_and_follows_its_file()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/prompts");
        await Item(visit, "cook").ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("a cook");
        string tokens = await visit.Find("prompt-tokens").GetAttributeAsync("data-tokens") ?? "";
        int.Parse(tokens, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(50);
        await visit.Find("prompt-location").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "observatory" }).ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("observatory on a hill");
        await Expect(visit.Find("prompt-tokens")).Not.ToHaveAttributeAsync("data-tokens", tokens);
        await visit.Find("prompt-save").ClickAsync();
        await Expect(Item(visit, "cook")).ToContainTextAsync("changed");
        await Eventually.TrueAsync(async () => Preset(await File.ReadAllTextAsync(PiecesFile), "cook", "location") == "observatory", "the file has it");
        await visit.Find("undo").ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("A warm kitchen");

        // An editor is as good as the page, which shows what it did by itself; a mistake is shown with its line, and costs nothing.
        string text = await File.ReadAllTextAsync(PiecesFile);
        await File.WriteAllTextAsync(PiecesFile, text.Replace("A warm kitchen", "A cold kitchen", StringComparison.Ordinal));
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("A cold kitchen");
        await File.WriteAllTextAsync(PiecesFile, "{\n  \"components\": 3\n}");
        await Expect(visit.Find("library-broken")).ToContainTextAsync("line 2, column 17");
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("A cold kitchen");
        await Look.IsSoundAsync(visit, "a broken file of prompts");
        await File.WriteAllTextAsync(PiecesFile, text);
        await Expect(visit.Find("library-broken")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Pieces_and_spices_are_written_and_come_back_after_deletion()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/prompts");
        await visit.Find("tab-pieces").ClickAsync();
        await visit.Find("add-piece-key").FillAsync("Night Owl");
        await visit.Find("add-piece").ClickAsync();
        ILocator piece = visit.Page.Locator("[data-piece='persona/night_owl']");
        await piece.GetByTestId("piece-text").FillAsync("You are an owl who works at night.");
        await piece.GetByTestId("piece-save").ClickAsync();
        await Expect(visit.Find("toast").Last).ToContainTextAsync("Piece saved");
        await piece.GetByTestId("piece-delete").ClickAsync();
        await Expect(piece).ToHaveCountAsync(0);
        await visit.Find("toast").Filter(new() { HasText = "Piece deleted" }).GetByTestId("undo").ClickAsync();
        await Expect(piece.GetByTestId("piece-text")).ToHaveValueAsync("You are an owl who works at night.");
        await Look.IsSoundAsync(visit, "pieces");
        await Look.PictureAsync(visit, "prompts-pieces.png");

        await visit.Find("tab-spices").ClickAsync();
        ILocator mood = visit.Page.Locator("[data-category='mood']");
        await Expect(mood.GetByTestId("spice-text").First).ToBeVisibleAsync();
        int spices = await mood.GetByTestId("spice-text").CountAsync();
        await mood.GetByTestId("add-spice-text").FillAsync("You have just seen a rainbow.");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(mood.GetByTestId("spice-text")).ToHaveCountAsync(spices + 1);
        await mood.GetByTestId("spice-delete").Last.ClickAsync();
        await Expect(mood.GetByTestId("spice-text")).ToHaveCountAsync(spices);
        await visit.Find("toast").Filter(new() { HasText = "Spice deleted" }).GetByTestId("undo").ClickAsync();
        await Expect(mood.GetByTestId("spice-text").Last).ToHaveValueAsync("You have just seen a rainbow.");
        await Look.IsSoundAsync(visit, "spices");
        await Look.PictureAsync(visit, "prompts-spices.png");
    }

    [Fact]
    public async Task Starting_over_with_the_factorys_set_can_be_undone()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/prompts");
        await visit.Find("add-prompt").ClickAsync();
        await visit.Find("add-prompt-name").FillAsync("mine");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("prompt-editor")).ToHaveAttributeAsync("data-prompt", "mine");
        await visit.Find("library-menu").ClickAsync();
        await visit.Find("library-reset").ClickAsync();
        await Look.IsSoundAsync(visit, "before starting over");
        await visit.Find("reset-yes").ClickAsync();
        await Expect(Item(visit, "mine")).ToHaveCountAsync(0);
        await visit.Find("undo-reset").ClickAsync();
        await Expect(Item(visit, "mine")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_persona_is_made_and_its_chats_speak_with_its_prompt_and_no_other()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/personas");
        await visit.Find("add-persona").ClickAsync();
        await visit.Find("persona-name").FillAsync("Night Owl");
        await visit.Page.Locator("input[type=file]").Last.SetInputFilesAsync(new FilePayload { Name = "owl.png", MimeType = "image/png", Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==") });
        await visit.Find("persona-prompt").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "detective" }).ClickAsync();
        await Look.IsSoundAsync(visit, "a new persona");
        await visit.Find("persona-save").ClickAsync();
        ILocator owl = visit.Page.Locator("[data-persona='night-owl']");
        await Expect(owl.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);

        await owl.GetByTestId("persona-begin").ClickAsync();
        await visit.SayAsync("Where are my keys?");
        await visit.LastReplyIsAsync("completed");
        SystemOf(model).ShouldContain("a courteous detective");
        await visit.Find("nav-personas").ClickAsync();
        await visit.Page.Locator("[data-persona='cook']").GetByTestId("persona-begin").ClickAsync();
        await visit.SayAsync("What is for dinner?");
        await visit.LastReplyIsAsync("completed");
        SystemOf(model).ShouldContain("You are Basil, a cook");
        SystemOf(model).ShouldNotContain("detective");

        await visit.Find("nav-personas").ClickAsync();
        await owl.GetByTestId("persona-menu").ClickAsync();
        await visit.Find("persona-delete").ClickAsync();
        await Expect(owl).ToHaveCountAsync(0);
        await visit.Find("toast").Filter(new() { HasText = "Persona deleted" }).GetByTestId("undo").ClickAsync();
        await Expect(owl).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 900, "light")]
    [InlineData(ColorScheme.Dark, 1280, 900, "dark")]
    [InlineData(ColorScheme.Light, 360, 740, "phone")]
    [InlineData(ColorScheme.Dark, 360, 740, "phone-dark")]
    public async Task The_pages_are_sound_in_light_and_dark_on_a_desk_and_a_phone(ColorScheme scheme, int width, int height, string name)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/prompts", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await Expect(Item(visit, "tutor")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"all prompts, {name}");
        await Item(visit, "tutor").ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("a patient tutor");
        await Look.IsSoundAsync(visit, $"a prompt, {name}");
        await visit.Page.EvaluateAsync("() => document.getElementById('page').scrollTo(0, 0)");
        await Look.PictureAsync(visit, $"prompts-{name}.png");
        await visit.Find("tab-pieces").ClickAsync();
        await Expect(visit.Find("piece").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"pieces, {name}");
        await visit.Find("tab-spices").ClickAsync();
        await Expect(visit.Find("spice-category").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"spices, {name}");
        await visit.GoAsync("/personas");
        await Expect(visit.Find("persona").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"personas, {name}");
        await Look.PictureAsync(visit, $"personas-{name}.png");
        await visit.Page.Locator("[data-persona='storyteller']").GetByTestId("persona-edit").ClickAsync();
        await Expect(visit.Find("persona-save")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"a persona, {name}");
    }

    private static ILocator Item(Visit visit, string name) => visit.Page.Locator($"[data-testid='prompt-item'][data-prompt='{name}']");

    private static string SystemOf(ScriptedServer model) => model.Chats[^1].Json.GetProperty("messages")[0].GetProperty("content").GetString()!;

    private static string? Preset(string json, string name, string member)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("scenario_presets").GetProperty(name).GetProperty(member).GetString();
    }
}
