using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Images;

/// <summary>Puts the bytes of attached images into messages, or words where a model does not get them.</summary>
public static class PromptImages
{
    /// <summary>The most images of a chat that are sent; of more, the newest.</summary>
    public const int MaxImages = 8;

    /// <summary>The most bytes of images that are sent; of more, the newest.</summary>
    public const int MaxBytes = 20 << 20;

    /// <summary>The messages with their images in place.</summary>
    /// <param name="messages">What the model is asked, with <see cref="ImageReference"/> for images.</param>
    /// <param name="sees">True when the model takes images.</param>
    /// <param name="images">Where they are kept; null for nowhere.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The messages, and how many images the model does not get though they were in them.</returns>
    public static async ValueTask<(IReadOnlyList<ChatMessage> Messages, int Left)> ResolveAsync(IReadOnlyList<ChatMessage> messages, bool sees, ImageStore? images, CancellationToken cancellationToken)
    {
        if (!messages.Any(static message => message.Contents.Any(static content => content is ImageReference)))
        {
            return (messages, 0);
        }

        List<ChatMessage> resolved = [.. messages];
        int count = 0;
        long bytes = 0;
        int left = 0;
        for (int m = messages.Count - 1; m >= 0; m--)
        {
            if (!messages[m].Contents.Any(static content => content is ImageReference))
            {
                continue;
            }

            List<AIContent> contents = [];
            foreach (AIContent content in messages[m].Contents.Reverse())
            {
                if (content is not ImageReference image)
                {
                    contents.Add(content);
                    continue;
                }

                StoredImage? stored = sees && images is not null && count < MaxImages ? await images.FindAsync(image.Id, cancellationToken) : null;
                if (stored is not null && bytes + stored.Bytes.Length <= MaxBytes)
                {
                    count++;
                    bytes += stored.Bytes.Length;
                    contents.Add(new DataContent(stored.Bytes, stored.Info.MediaType));
                }
                else
                {
                    left++;
                    // Providers put the texts of a message together as they are.
                    contents.Add(new TextContent($"\n{Words(image, sees)}\n"));
                }
            }

            contents.Reverse();
            // Some providers refuse a message without any text.
            if (!contents.Any(static content => content is TextContent { Text.Length: > 0 }))
            {
                contents.Insert(0, new TextContent("(no words, only the image)"));
            }

            resolved[m] = new(messages[m].Role, contents);
        }

        return (resolved, left);
    }

    private static string Words(ImageReference image, bool sees)
    {
        string name = string.IsNullOrWhiteSpace(image.Name) ? "" : $" \"{image.Name}\"";
        return sees
            ? $"[An image{name} of {image.Width} × {image.Height} pixels was attached here; it is not sent again.]"
            : $"[An image{name} of {image.Width} × {image.Height} pixels was attached here. You cannot see images: say so if it matters.]";
    }
}
