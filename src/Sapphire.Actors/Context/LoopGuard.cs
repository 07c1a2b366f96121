using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Context;

/// <summary>
/// Notices a model that calls the same tool with the same arguments again and again in one turn. A call that returned something else than
/// before is no repetition: whoever looks whether something has changed, and sees that it has, may look again.
/// </summary>
internal sealed class LoopGuard
{
    /// <summary>So many times the same call may be made; the last of them is not run any more.</summary>
    public const int Limit = 3;

    private readonly Dictionary<string, (int Times, string? Answer)> _seen = new(StringComparer.Ordinal);

    /// <summary>True when a call was stopped: the model must answer now.</summary>
    public bool Tripped { get; private set; }

    /// <summary>Counts a call; gives what the model is told instead of a result when it was made too often.</summary>
    public string? Check(FunctionCallContent call)
    {
        string key = KeyOf(call);
        (int times, string? answer) = _seen.GetValueOrDefault(key);
        _seen[key] = (++times, answer);
        if (times < Limit)
        {
            return null;
        }

        Tripped = true;
        return string.Create(CultureInfo.InvariantCulture, $"{call.Name} was called {times} times with the same arguments, and was not run again: its result would be the same. Answer with what you know now.");
    }

    /// <summary>A call has returned, or failed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">What the model is told.</param>
    public void Returned(FunctionCallContent call, string? answer)
    {
        string key = KeyOf(call);
        if (_seen.TryGetValue(key, out (int Times, string? Answer) before))
        {
            _seen[key] = (before.Answer is not null && !string.Equals(before.Answer, answer, StringComparison.Ordinal) ? 1 : before.Times, answer);
        }
    }

    // The order in which a model writes the arguments does not matter.
    private static string KeyOf(FunctionCallContent call) => call.Arguments is null
        ? call.Name
        : call.Name + JsonSerializer.Serialize(new SortedDictionary<string, object?>(call.Arguments, StringComparer.Ordinal), TurnJsonContext.Default.IDictionaryStringObject);
}
