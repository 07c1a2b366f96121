using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Prompts;

/// <summary>Tells whether a prompt or a persona is still what somebody has seen.</summary>
public static class PromptVersion
{
    /// <summary>A short mark of everything in a prompt.</summary>
    public static string Of(Prompt prompt)
    {
        StringBuilder all = new();
        all.Append(prompt.PrivacyRequired).Append('\n').Append(prompt.Text);
        foreach (PieceKind kind in prompt.Pieces is null ? [] : PieceKinds.All)
        {
            all.Append('\n').Append(kind.Name()).Append(':').AppendJoin(',', prompt.Pieces![kind]);
        }

        return Mark(all.ToString());
    }

    /// <summary>A short mark of everything in a persona.</summary>
    public static string Of(Persona persona) =>
        Mark($"{persona.Name}\n{persona.Description}\n{persona.AiName}\n{JsonSerializer.Serialize(persona.Settings, ChatJsonContext.Default.ChatSettings)}");

    private static string Mark(string all) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 8));
}
