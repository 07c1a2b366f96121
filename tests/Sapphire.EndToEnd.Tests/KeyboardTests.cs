using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The pages without a mouse: menus that are open, and every stop of the Tab key on the narrowest screen.</summary>
public sealed class KeyboardTests(Chromium chromium) : EndToEndTest(chromium)
{
    // What has the focus, and whether a person sees it: in the window, with a size, and not under something else.
    private const string Stop = """
        () => {
          const e = document.activeElement;
          if (e === null || e === document.body) return { what: '', seen: true };
          // A hidden input is shown by what is around it.
          let shown = e;
          while (shown.parentElement && (shown.getBoundingClientRect().width < 4 || getComputedStyle(shown).opacity === '0')) shown = shown.parentElement;
          const box = shown.getBoundingClientRect();
          const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
          const there = document.elementFromPoint(x, y);
          const over = there !== null && (shown.contains(there) || there.contains(shown));
          const inside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight && box.left >= -1 && box.right <= innerWidth + 1;
          const name = e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? (e.innerText || e.getAttribute('placeholder') || '');
          return { what: e.tagName + ' ' + (e.dataset.testid ?? '') + ' ' + name.slice(0, 40) + ' ' + [...document.querySelectorAll('*')].indexOf(e), seen: over && inside, named: name.trim() !== '' };
        }
        """;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Menus_are_opened_walked_and_closed_by_keys_and_are_sound_while_open(int width, ColorScheme scheme)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, options: new() { ViewportSize = new() { Width = width, Height = 740 }, ColorScheme = scheme });
        string look = $"{(scheme == ColorScheme.Dark ? "dark" : "light")}-{width}";
        await visit.SayAsync("What is 12 times 12?");
        await visit.LastReplyIsAsync("completed");
        await WalkAsync(visit, visit.Find("header-menu"), $"menu-header-{look}.png");
        await WalkAsync(visit, visit.LastReply.GetByTestId("message-menu"), null);
        if (width < 700)
        {
            await visit.Find("sidebar-toggle").ClickAsync();
        }

        await WalkAsync(visit, visit.Find("list-menu"), null);
        await WalkAsync(visit, visit.Find("chat-menu"), $"menu-chat-{look}.png");
        await visit.GoAsync("/prompts");
        await WalkAsync(visit, visit.Find("library-menu"), null);
        await visit.Find("prompt-item").First.ClickAsync();
        await WalkAsync(visit, visit.Find("prompt-menu"), null);
        await visit.GoAsync("/personas");
        await WalkAsync(visit, visit.Find("persona-menu").First, null);
    }

    [Theory]
    [InlineData("/", "composer", 10)]
    [InlineData("/prompts", "prompts-page", 10)]
    [InlineData("/personas", "personas-page", 10)]
    [InlineData("/models", "models-page", 10)]
    [InlineData("/dashboard", "dashboard-page", 10)]
    [InlineData("/cluster", "cluster-page", 5)]
    [InlineData("/settings", "settings-page", 15)]
    public async Task Every_stop_of_the_Tab_key_is_seen_and_named_at_360_pixels(string path, string page, int least)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, path, new() { ViewportSize = new() { Width = 360, Height = 740 } });
        await Expect(visit.Find(page)).ToBeVisibleAsync();
        // The first stop of every page.
        await visit.Page.Locator(".skip-link").FocusAsync();
        List<string> stops = [];
        for (; ; await visit.Page.Keyboard.PressAsync("Tab"))
        {
            JsonElement stop = await visit.Page.EvaluateAsync<JsonElement>(Stop);
            string what = stop.GetProperty("what").GetString()!;
            // The way out of the page, or its beginning again.
            if (what.Length == 0 || (stops.Count > 0 && what == stops[0]))
            {
                break;
            }

            stops.ShouldNotContain(what, $"The Tab key walks in a circle: {string.Join(" > ", stops)}");
            stop.GetProperty("named").GetBoolean().ShouldBeTrue($"{what} has no name");
            if (!stop.GetProperty("seen").GetBoolean())
            {
                // It scrolls, or slides in.
                await Eventually.TrueAsync(async () => (await visit.Page.EvaluateAsync<JsonElement>(Stop)).GetProperty("seen").GetBoolean(), $"{what} has the focus and is seen");
            }

            stops.Add(what);
            stops.Count.ShouldBeLessThan(400);
        }

        stops.Count.ShouldBeGreaterThanOrEqualTo(least, string.Join(" > ", stops));
        (await visit.Find("chat-title").EvaluateAsync<double>("e => e.getBoundingClientRect().width")).ShouldBeGreaterThanOrEqualTo(130);
    }

    private static async Task WalkAsync(Visit visit, ILocator button, string? picture)
    {
        await button.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        ILocator menu = visit.Page.GetByRole(AriaRole.Menu);
        await Expect(menu).ToBeVisibleAsync();
        ILocator entries = menu.GetByRole(AriaRole.Menuitem);
        await Expect(entries.First).ToBeFocusedAsync();
        await Look.IsSoundAsync(visit, $"the menu of {await button.GetAttributeAsync("data-testid")}");
        if (picture is not null)
        {
            await Look.PictureAsync(visit, picture);
        }

        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(menu.Locator("[role=menuitem]:not([data-disabled]):not(:disabled)").Last).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
    }
}
