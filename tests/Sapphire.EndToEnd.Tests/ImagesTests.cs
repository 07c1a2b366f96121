using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Images in messages, the gauge of the context, and the figures of replies. With SAPPHIRE_EVIDENCE=1 its pictures are written anew.</summary>
public sealed class ImagesTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string DropImage = """
        () => new Promise(resolve => {
          const canvas = document.createElement('canvas');
          canvas.width = 3000; canvas.height = 1500;
          const pen = canvas.getContext('2d');
          const shade = pen.createLinearGradient(0, 0, 3000, 1500);
          shade.addColorStop(0, '#27b'); shade.addColorStop(1, '#e83');
          pen.fillStyle = shade; pen.fillRect(0, 0, 3000, 1500);
          for (let i = 0; i < 4000; i++) { pen.fillStyle = `hsl(${i % 360} 70% 50%)`; pen.fillRect((i * 733) % 3000, (i * 389) % 1500, 40, 40); }
          canvas.toBlob(blob => {
            const data = new DataTransfer();
            data.items.add(new File([blob], 'colours.png', { type: 'image/png' }));
            for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            resolve(null);
          }, 'image/png');
        })
        """;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task An_image_that_is_dropped_is_made_smaller_sent_and_shown(int width, ColorScheme scheme)
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        await visit.Page.EvaluateAsync(DropImage);
        await Expect(visit.Find("attachment")).ToHaveAttributeAsync("data-state", "ready");
        await Look.IsSoundAsync(visit, "an attached image");
        await Look.PictureAsync(visit, width > 600 ? "image-attached.png" : "image-attached-dark-360.png");

        await visit.SayAsync("What do you see?");
        await visit.LastReplyIsAsync("completed");
        ILocator image = visit.Find("message-image").Locator("img");
        await Expect(image).ToHaveAttributeAsync("width", "1920");
        await Expect(image).ToHaveAttributeAsync("height", "960");
        await Eventually.TrueAsync(() => image.EvaluateAsync<bool>("i => i.complete && i.naturalWidth === 1920"), "the image is loaded");

        // The scripted model is not known to see: the reader is told, and the model too.
        await Expect(visit.Find("images-hidden")).ToBeVisibleAsync();
        model.Chats[^1].Body.ShouldContain("You cannot see images");
        await visit.Find("message-meta").ClickAsync();
        await Expect(visit.Find("message-meta-details")).ToContainTextAsync("Images not seen");
        await Look.IsSoundAsync(visit, "the figures of a reply");
        await Look.PictureAsync(visit, width > 600 ? "message-figures.png" : "message-figures-dark-360.png");
        await visit.Page.Keyboard.PressAsync("Escape");

        ILocator gauge = visit.Find("context-gauge");
        await Expect(gauge).ToBeVisibleAsync();
        await gauge.ClickAsync();
        await Expect(visit.Find("context-details")).ToContainTextAsync("2 of 2");
        await Look.IsSoundAsync(visit, "the gauge of the context");
        await Look.PictureAsync(visit, width > 600 ? "context.png" : "context-dark-360.png");
    }

    [Fact]
    public async Task What_is_no_image_is_told_and_can_be_removed_with_the_keyboard()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        visit.Allow("Failed to load resource: the server responded with a status of 415");
        await visit.Find("image-picker").SetInputFilesAsync(new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = "not an image"u8.ToArray() });
        await Expect(visit.Find("attachment-problem")).ToContainTextAsync("PNG, JPEG, GIF and WebP");
        await Expect(visit.Find("send")).ToBeDisabledAsync();
        await Look.IsSoundAsync(visit, "an image that was refused");
        await visit.Find("attachment-remove").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("attachment")).ToHaveCountAsync(0);
    }
}
