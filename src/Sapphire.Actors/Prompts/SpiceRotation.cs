using System.Buffers.Binary;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Prompts;

/// <summary>
/// Which spice a chat gets at a message: a function of both, so that nothing random has to be remembered. Each chat has an order of
/// its own, in which each spice comes once before any comes again.
/// </summary>
public static class SpiceRotation
{
    /// <summary>How many messages a spice lasts where nothing is set.</summary>
    public const int DefaultTurns = 3;

    /// <summary>The place of the spice among <paramref name="count"/>.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="userMessages">How many messages of the person there are, with the one that is answered.</param>
    /// <param name="turns">How many messages a spice lasts; at least 1.</param>
    /// <param name="count">How many spices there are; at least 1.</param>
    public static int Pick(ChatId chat, int userMessages, int turns, int count)
    {
        int slot = Math.Max(userMessages - 1, 0) / Math.Max(turns, 1);
        return Order(chat, count)[slot % count];
    }

    // Fisher and Yates, driven by the chat's id.
    private static int[] Order(ChatId chat, int count)
    {
        Span<byte> id = stackalloc byte[16];
        chat.Value.TryWriteBytes(id);
        ulong state = BinaryPrimitives.ReadUInt64LittleEndian(id) ^ BinaryPrimitives.ReadUInt64LittleEndian(id[8..]);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)(Next(ref state) % (uint)(i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    // SplitMix64.
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
