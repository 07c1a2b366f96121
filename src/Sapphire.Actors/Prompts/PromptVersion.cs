using System.Security.Cryptography;
using System.Text;

namespace Sapphire.Actors.Prompts;

/// <summary>Tells whether a prompt is still what somebody has seen.</summary>
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

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())).AsSpan(0, 8));
    }
}
