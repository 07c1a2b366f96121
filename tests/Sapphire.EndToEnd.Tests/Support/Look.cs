using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Sapphire.Web.TestKit;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>What a page looks like: accessibility, overflow, and pictures for a reader to judge.</summary>
public static class Look
{
    private static readonly string[] Grave = ["serious", "critical"];

    private static bool KeepsPictures => string.Equals(Environment.GetEnvironmentVariable("SAPPHIRE_EVIDENCE"), "1", StringComparison.Ordinal);

    /// <summary>No serious or critical violation of axe-core's rules, and nothing wider than the window.</summary>
    public static async Task IsSoundAsync(Visit visit, string what)
    {
        await IsStillAsync(visit);
        AxeResult result = await visit.Page.RunAxe();
        result.Passes.Length.ShouldBeGreaterThan(5, what);
        result.Violations.Where(v => Grave.Contains(v.Impact))
            .Select(v => $"{what}: {v.Id} ({v.Impact}): {string.Join(" | ", v.Nodes.Select(n => n.Html + " " + string.Join(' ', n.Any.Select(c => c.Message))))}")
            .ShouldBeEmpty();
        JsonElement size = await visit.Page.EvaluateAsync<JsonElement>("() => ({ content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth })");
        size.GetProperty("content").GetInt32().ShouldBeLessThanOrEqualTo(size.GetProperty("window").GetInt32(), $"{what} scrolls sideways");
    }

    /// <summary>Takes the picture that <c>docs/evidence</c> keeps under this name; only with SAPPHIRE_EVIDENCE=1 it is written there.</summary>
    public static async Task PictureAsync(Visit visit, string name)
    {
        await IsStillAsync(visit);
        byte[] picture = await visit.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        // One colour compresses to next to nothing: an empty page would be no evidence.
        picture.Length.ShouldBeGreaterThan(8_000, name);
        if (KeepsPictures)
        {
            string folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "evidence")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, name), picture);
        }
    }

    // Half-way through a fade every contrast is too low; and what was opened just now begins to fade in some frames later.
    private const string Still = """
        async () => {
          for (let frame = 0; frame < 5; frame++) {
            await new Promise(next => requestAnimationFrame(next));
            if (document.getAnimations().some(a => a.playState === 'running' && a.effect.getTiming().iterations !== Infinity)) return false;
          }
          return true;
        }
        """;

    private static Task IsStillAsync(Visit visit) => Eventually.TrueAsync(() => visit.Page.EvaluateAsync<bool>(Still), "animations end");
}
