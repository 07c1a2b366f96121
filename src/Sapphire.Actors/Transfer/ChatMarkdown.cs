using System.Globalization;
using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Transfer;

/// <summary>The branch of a chat that is shown, as Markdown for people. Pure.</summary>
public static class ChatMarkdown
{
    /// <summary>Writes a chat.</summary>
    public static string Write(ChatState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        StringBuilder text = new();
        text.Append("# ").Append(state.Title ?? ChatState.DefaultTitle).Append('\n');
        foreach (ChatNode node in state.Branch)
        {
            text.Append("\n## ").Append(node.Role == MessageRole.User ? "You" : "Assistant")
                .Append(CultureInfo.InvariantCulture, $" · {node.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC\n");
            foreach (PartView part in node.Parts)
            {
                string? written = part switch
                {
                    TextPart one => one.Text.Trim(),
                    ImagePart image => $"*Picture: {image.Name ?? image.MediaType}, {image.Width} × {image.Height}*",
                    ToolPart tool => $"*Tool `{tool.Name}`*",
                    _ => null,
                };
                if (!string.IsNullOrEmpty(written))
                {
                    text.Append('\n').Append(written).Append('\n');
                }
            }

            if (node.Error is { } error)
            {
                text.Append("\n*").Append(error.Title).Append("*\n");
            }
        }

        return text.ToString();
    }
}
