using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sapphire.Benchmarks.Chats;

/// <summary>A word of the model that says of which stream it is, its place there, and when it was written: <c>~17.42.123456789 </c>.</summary>
/// <param name="Stream">The stream, from 0 on.</param>
/// <param name="Place">Its place, from 0 on.</param>
/// <param name="Written">The <see cref="System.Diagnostics.Stopwatch"/>'s time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(int Stream, int Place, long Written)
{
    private const byte Mark = (byte)'~';

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"~{Stream}.{Place}.{Written} ");

    /// <summary>Reads the next token, and moves behind it.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out Token token)
    {
        token = default;
        int at = text.IndexOf(Mark);
        if (at < 0)
        {
            return false;
        }

        text = text[(at + 1)..];
        if (!Number(ref text, (byte)'.', out long stream) || !Number(ref text, (byte)'.', out long place) || !Number(ref text, (byte)' ', out long written))
        {
            throw new FormatException("A token is torn.");
        }

        token = new((int)stream, (int)place, written);
        return true;
    }

    private static bool Number(ref ReadOnlySpan<byte> text, byte end, out long number)
    {
        if (!Utf8Parser.TryParse(text, out number, out int used) || used >= text.Length || text[used] != end)
        {
            return false;
        }

        text = text[(used + 1)..];
        return true;
    }
}
