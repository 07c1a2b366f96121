#pragma warning disable MA0048 // What a ledger stores, and how its state follows from it.
using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>One event of a ledger. Everything in it follows from the writer, the command and the place in the command.</summary>
/// <param name="Command">Counts the commands of a writer from 1, without gaps.</param>
/// <param name="Index">The event's place in its command, from 0.</param>
/// <param name="Of">How many events the command stores, all or none.</param>
/// <param name="Text">What a trace of the disk can find again.</param>
public sealed record Entered(long Command, int Index, int Of, string Text);

/// <summary>The state: a chain over every event, so that a missing, doubled or moved one changes it.</summary>
/// <param name="Count">Events contained.</param>
/// <param name="Command">The last command.</param>
/// <param name="Hash">The chain.</param>
public sealed record LedgerState(long Count, long Command, long Hash)
{
    public static readonly LedgerState Empty = new(0, 0, unchecked((long)14695981039346656037));

    public LedgerState Apply(Entered entered) => new(Count + 1, entered.Command, Ledger.Chain(Hash, entered.Text));
}

[JsonSerializable(typeof(Entered))]
[JsonSerializable(typeof(LedgerState))]
internal sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>What writers do is known beforehand, so that whoever reads the journal can tell what must be there.</summary>
internal static class Ledger
{
    public const string Manifest = "ledger.entered.1";
    public const int Writers = 50;
    private const string Prefix = "writer-";

    public static EventCatalog Catalog() => new EventCatalog()
        .Add(Manifest, LedgerJson.Default.Entered)
        .Add("ledger.state.1", LedgerJson.Default.LedgerState);

    public static string Id(int writer) => $"{Prefix}{writer}";

    public static int WriterOf(string id) => int.Parse(id.AsSpan(Prefix.Length));

    /// <summary>Which kind of command comes next: all four ways to persist, with one event or several.</summary>
    public static LedgerCommand Plan(int writer, long command) => (((command * 7) + writer) % 10) switch
    {
        0 or 1 or 2 or 3 => new(LedgerWay.Persist, 1),
        4 or 5 => new(LedgerWay.PersistAll, 2 + (int)(command % 4)),
        6 or 7 => new(LedgerWay.PersistAsync, 1),
        _ => new(LedgerWay.PersistAllAsync, 3),
    };

    public static Entered Event(int writer, long command, int index, int of)
    {
        string mark = $"{Id(writer)}:{command}:{index}:";

        // A few are long enough to be compressed, and to spread over pages.
        return new(command, index, of, (command + writer) % 97 == 0 ? mark + string.Concat(Enumerable.Repeat(mark, 150)) : mark);
    }

    /// <summary>FNV-1a.</summary>
    public static long Chain(long hash, string text)
    {
        ulong h = unchecked((ulong)hash);
        foreach (char c in text)
        {
            h = unchecked((h ^ c) * 1099511628211);
        }

        return unchecked((long)h);
    }
}

internal enum LedgerWay
{
    Persist,
    PersistAll,
    PersistAsync,
    PersistAllAsync,
}

internal sealed record LedgerCommand(LedgerWay Way, int Events);
