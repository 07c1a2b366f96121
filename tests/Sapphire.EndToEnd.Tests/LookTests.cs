using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The dashboard and what opens over a page, in the looks that the other tests leave out. With SAPPHIRE_EVIDENCE=1 the pictures are written anew.</summary>
public sealed class LookTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Dark, 1280, 800, "dark")]
    [InlineData(ColorScheme.Light, 360, 740, "360")]
    [InlineData(ColorScheme.Dark, 360, 740, "dark-360")]
    public async Task The_dashboard_and_the_dialogs_are_sound_and_left_by_Escape(ColorScheme scheme, int width, int height, string look)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await visit.SayAsync("What is 12 times 12?");
        await visit.LastReplyIsAsync("completed");

        await visit.Page.Keyboard.PressAsync("Control+k");
        await Expect(visit.Find("palette-input")).ToBeFocusedAsync();
        await LookAsync("palette");

        // Where letters are typed, the key of the sheet is a letter.
        await visit.Find("new-chat").Or(visit.Find("sidebar-toggle")).First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("?");
        await LookAsync("shortcuts");

        await FromMenuAsync("open-appearance");
        await LookAsync("appearance");

        await FromMenuAsync("usage");
        await LookAsync("usage");

        await visit.GoAsync("/dashboard");
        await Expect(visit.Find("health-verdict")).ToBeVisibleAsync();
        await Expect(visit.Find("part").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"dashboard {look}");
        await Look.PictureAsync(visit, $"dashboard-{look}.png");

        async Task FromMenuAsync(string entry)
        {
            await visit.Find("header-menu").ClickAsync();
            await visit.Find(entry).ClickAsync();
        }

        async Task LookAsync(string name)
        {
            await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await Look.IsSoundAsync(visit, $"{name} {look}");
            await Look.PictureAsync(visit, $"{name}-{look}.png");
            await visit.Page.Keyboard.PressAsync("Escape");
            await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
    }
}
