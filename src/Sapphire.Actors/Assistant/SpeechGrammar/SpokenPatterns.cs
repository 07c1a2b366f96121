using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>
/// Turns the patterns of the phrase table into what is spoken: slots become <see cref="SpokenRules"/>, words that are not
/// spoken disappear with the branches that need them, and "what is" may be said "what's".
/// </summary>
internal static class SpokenPatterns
{
    private static readonly FrozenDictionary<(string, string), string> Contractions = new Dictionary<(string, string), string>
    {
        [("what", "is")] = "what's",
        [("it", "is")] = "it's",
        [("that", "is")] = "that's",
        [("who", "is")] = "who's",
        [("when", "is")] = "when's",
        [("how", "is")] = "how's",
        [("where", "is")] = "where's",
        [("i", "am")] = "i'm",
        [("i", "would")] = "i'd",
        [("do", "not")] = "don't",
    }.ToFrozenDictionary();

    /// <summary>
    /// Patterns that only forgive what was typed, or that are said too seldom for what they cost: the recogniser is the
    /// quicker and the surer, the less it has to choose from.
    /// </summary>
    private const string WrittenLines = """
        what (is|was) {day} date
        {day} date
        what is {day}
        the date of {day}
        what (day|date) {day} is
        what (day|date) (was|will) {day} [be]
        how many days [is|are] {day} away
        (what|which) (day|weekday|day of the week) will {day} be
        on (what|which) (day|weekday|date|day of the week) (does|is|will|was) {day} [fall|be] [this year]
        date check
        time check
        give me (the|today) date
        [the] day today
        today [date]
        what is {place} time [<now>]
        {place} time
        in {place} what time is it
        {duration} (countdown|on the clock|on the timer)
        (timer|alarm) {label:label} {duration}
        <set> {duration} on (the|a|my) (timer|clock)
        [<set>] [<a>] (timer|alarm) {duration} from now
        (let me know|tell me) when {duration} (is up|are up|have passed|has passed|are over|is over)
        in {duration} (remind|alert|notify|ping|wake|buzz) me [up]
        [<set>] [<a>] [new] {duration} <timer> (for|called|named|labelled|labeled) [the|my|a|some] {label:label}
        (time|clock) [the|my] {label:label} for {duration}
        (remind|alert) me to {label:text} {duration} from now
        <set> [<a>] reminder (to|for|about) {label:text} in {duration}
        wake me [up] in {duration} (for|to) {label:text}
        [<set>] [<a>] [new] <timer> (for|to|until|till|at) {moment}
        at {moment} (remind|alert|notify|ping|tell|nudge) me (to|that|about|of) {label:text}
        <set> [<a>] reminder (to|for|about) {label:text} (at|for|on) {moment}
        [<set>] [<a>] (alarm|reminder) (for|at) {moment} (called|named|labelled|labeled|for|to) {label:text}
        [<set>] [<a>] (alarm|reminder) (called|named|labelled|labeled|for) {label:label} at {moment}
        (wake|get) me [up] at {moment} (for|to) {label:text}
        {moment} remind me to {label:text}
        wake me [up] {day}
        the calculate {expression}
        what [is] {expression}
        <whatis> [the] (tip|tax|discount) [of|for] {expression}
        {expression} (equals|is|makes|equal|gives) [what|how much]
        how much [does] {expression} [make|equal]
        what do (you|i|we) get (if|when) (you|i|we) (do|calculate|compute) {expression}
        (do|run) the (math|maths|numbers) [on|for] {expression}
        (what do (you|i|we) get (if|when) (you|i|we)) add {a:number} (and|to) {b:number}
        [<whatis>] {a:number} and {b:number} (added|added together|together|combined)
        add {a:number} {b:number}
        [<whatis>] {b:number} (subtracted|taken|taken away) from {a:number}
        take [away] {b:number} from {a:number}
        (what do (you|i|we) get (if|when) (you|i|we)) subtract {b:number} from {a:number}
        (what do (you|i|we) get (if|when) (you|i|we)) multiply {a:number} (by|and|with) {b:number}
        [<whatis>] [the] quotient of {a:number} and {b:number}
        (what do (you|i|we) get (if|when) (you|i|we)) divide {a:number} by {b:number}
        (remind|alert|notify|ping|tell|nudge|warn) me in {duration} (to|that|about|of) {label:text}
        (remind|alert|notify|ping|tell|nudge|warn) me (to|about|of|that) {label:text} in {duration}
        in {duration} (remind|alert|notify|ping|tell|nudge|warn) me (to|that|about|of) {label:text}
        (remind|alert|notify|ping|tell|nudge) me (at|on) {moment} (to|that|about|of) {label:text}
        (remind|alert|notify|ping|tell|nudge) me (to|about|of|that) {label:text} (at|by|on) {moment}
        (remind|alert|notify|tell|nudge) me {moment} (to|that|about) {label:text}
        (remind|alert|notify|tell|nudge) me (to|about|that) {label:text} {moment}
        [<set>] [<a>] [new|quick|short|long] {duration} [long] (<timer>|<alarm>)
        [<set>] [<a>] [new] {duration} {label:label} (timer|alarm)
        [<set>] [<a>] [new] {label:label} <timer> [for|of|to|at|in|with] {duration}
        <cancel> [the|my|that] {duration} (timer|alarm|countdown)
        [<whatis>] [the] difference (between|of) {a:number} and {b:number}
        {value:quantity} {unit}
        {value:quantity} is how many {unit}
        {value:quantity} (equals|is|are|makes|make) (how many|what in|how much in) {unit}
        in {unit} what is {value:quantity}
        how do i convert {value:quantity} (to|into) {unit}
        convert {value:quantity}
        how many {unit} [is|are|are there|are in|make|make up|does|do|go|fit] [in|into|to|for|equal] [there] {value:quantity} [have|contain|make|hold|equal]
        how many {unit} (is|are|are there|are in|make|make up|does|do|go|fit) [in|into|to|for|equal] [there|in] [a|an|one|each|every|the] {from:unit} [have|contain|hold]
        how many {unit} (in|to|into|per) [a|an|one|each|every|the] {from:unit}
        [<convert>] one {from:unit} <to> {unit}
        {unit} (in|per) (a|an|one) {from:unit}
        (recall|look up|search for|search) my {query:text}
        what are my {query:text}
        (stop remembering|do not remember|no longer remember|you can forget) [that|about|my|the] {query:text}
        (delete|remove|erase|forget) {query:text} from [your|my|the] (memory|notes)
        search [my|your|the] (memory|memories|notes) for {query:text}
        (look|check) in my (memory|notes) for {query:text}
        turn [off] (all|all the|all my) [the|my] (timers|alarms) [off]
        commands
        """;

    private static readonly FrozenSet<string> Written = WrittenLines.Split('\n', StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is said but stands in the table as free text, or differently.</summary>
    private static readonly (string Intent, string Pattern)[] Said =
    [
        ("date.today", "give me (the date|today's date)"),
        ("date.today", "[what is|what's] today's date"),
        ("date.day", "what is (tomorrow's|yesterday's) date"),
        ("memory.save", "(remember|note|save|do not forget|don't forget|make a note) [that] <fact>"),
        ("memory.save", "remember to <task>"),
        ("timer.set", "[<set>] [<a>] [new|quick|short] <span> (timer|alarm|countdown)"),
        ("timer.set.label", "[<set>] [<a>] <span> timer (for|called) [the|my|a|some] <label>"),
        ("timer.set.label", "[<set>] [<a>] <span> <label> (timer|alarm)"),
        ("timer.set.label", "(<set> [<a>]|<a>) [new] <label> timer [for|of|to] <duration>"),
        ("timer.cancel.one", "<cancel> [the|my|that] <span> (timer|alarm)"),
        ("timer.set.label", "remind me in <duration> (to|about) <task>"),
        ("timer.set.label", "remind me (to|about) <task> in <duration>"),
        ("timer.set.label", "in <duration> remind me (to|about) <task>"),
        ("alarm.set.label", "remind me (at|on) <moment> (to|about) <task>"),
        ("alarm.set.label", "remind me (to|about) <task> (at|by|on) <moment>"),
        ("alarm.set.day", "remind me <daymoment> (to|about) <task>"),
        ("convert", "how many <units> [are|are there|is] (in|make|make up) <quantity>"),
        ("followup.duration", "[for|make it] <duration>"),
        ("followup.moment", "(at|for) <moment>"),
        ("followup.timer.change", "(make|change) (it|that|the timer) [to] <duration>"),
        ("followup.cancel", "(cancel|stop|undo|delete) (it|that)"),
        ("followup.joke", "(another one|one more)"),
        ("followup.repeat", "(say that again|repeat that)"),
    ];

    private static readonly string[] Prefixes =
    [
        "please", "[hey|ok|hello] sapphire", "(can|could|would|will) you [please]", "[(can|could) you] [please] tell me", "do you know", "(i would like|i'd like|i want) to know",
    ];

    private static readonly string[] Suffixes = ["please", "thanks", "thank you", "for me", "now", "right now", "sapphire"];

    /// <summary>The patterns as they are spoken, with their intents.</summary>
    public static ImmutableArray<(string Intent, PatternNode Pattern)> All { get; }

    /// <summary>The patterns of the phrase table that cannot be spoken to the grammar: free text, follow-ups, typed forms.</summary>
    public static ImmutableArray<(string Intent, string Pattern)> LeftOut { get; }

    /// <summary>What may be said before a command.</summary>
    public static PatternNode Prefix { get; } = Any(Prefixes);

    /// <summary>What may be said after a command.</summary>
    public static PatternNode Suffix { get; } = Any(Suffixes);

    static SpokenPatterns()
    {
        var all = ImmutableArray.CreateBuilder<(string, PatternNode)>();
        var leftOut = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (Intent intent in PhraseTable.Intents)
        {
            foreach (string pattern in intent.Patterns)
            {
                bool followUp = intent.Name.StartsWith("followup.", StringComparison.Ordinal);
                if (!followUp && !Written.Contains(pattern) && Spoken(intent.Name, PatternReader.Read(pattern, PhraseTable.Rules)) is { } node)
                {
                    all.Add((intent.Name, node));
                }
                else
                {
                    leftOut.Add((intent.Name, pattern));
                }
            }
        }

        all.AddRange(Said.Select(s => (s.Intent, Spoken(s.Intent, PatternReader.Read(s.Pattern, SpokenRules.All))!)));
        All = all.ToImmutable();
        LeftOut = leftOut.ToImmutable();
    }

    private static PatternNode.Choice Any(string[] patterns) => new PatternNode.Choice([.. patterns.Select(p => PatternReader.Read(p, SpokenRules.All))]);

    /// <summary>The pattern as it is spoken; null when it cannot be.</summary>
    private static PatternNode? Spoken(string intent, PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Word(var word):
                return NotSpoken.Words.Contains(word) ? null : node;
            case PatternNode.Slot(_, var kind):
                return Rule(intent, kind) is { } name ? SpokenRules.All[name] : null;
            case PatternNode.Optional(var inner):
                return Spoken(intent, inner) is { } said ? new PatternNode.Optional(said) : Nothing;
            case PatternNode.Choice(var options):
                PatternNode[] spoken = [.. options.Select(o => Spoken(intent, o)).OfType<PatternNode>()];
                // Rules of the table are shared trees: they stay shared.
                return spoken.Length == 0 ? null : spoken.SequenceEqual(options) ? node : spoken.Length == 1 ? spoken[0] : new PatternNode.Choice([.. spoken]);
            case PatternNode.Sequence(var parts):
                var flat = new List<PatternNode>();
                foreach (PatternNode part in parts)
                {
                    switch (Spoken(intent, part))
                    {
                        case null:
                            return null;
                        case PatternNode.Sequence(var inner):
                            flat.AddRange(inner);
                            break;
                        case var one:
                            flat.Add(one);
                            break;
                    }
                }

                // "now" and "please" at the end are said after any command.
                if (flat.Count > 1 && flat[^1] is PatternNode.Optional(var last) && ReferenceEquals(last, PhraseTable.Rules["now"]))
                {
                    flat.RemoveAt(flat.Count - 1);
                }

                return Contracted(flat);
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private static PatternNode Nothing { get; } = new PatternNode.Sequence([]);

    private static PatternNode Contracted(List<PatternNode> parts)
    {
        var said = new List<PatternNode>();
        for (int i = 0; i < parts.Count; i++)
        {
            PatternNode? next = i + 1 < parts.Count ? parts[i + 1] : null;
            if (parts[i] is PatternNode.Word("today") today && (next is PatternNode.Word("date") or PatternNode.Optional(PatternNode.Word("date"))))
            {
                PatternNode.Sequence possessive = new([new PatternNode.Word("today's"), new PatternNode.Word("date")]);
                said.Add(next is PatternNode.Optional ? new PatternNode.Choice([today, possessive]) : possessive);
                i++;
            }
            else if (parts[i] is PatternNode.Word(var first) && next is PatternNode.Word(var second) && Contractions.TryGetValue((first, second), out string? contraction))
            {
                said.Add(new PatternNode.Choice([new PatternNode.Sequence([parts[i], next]), new PatternNode.Word(contraction)]));
                i++;
            }
            else
            {
                said.Add(parts[i]);
            }
        }

        return said.Count == 1 ? said[0] : new PatternNode.Sequence([.. said]);
    }

    private static string? Rule(string intent, SlotKind kind) => kind switch
    {
        SlotKind.Number => "number",
        SlotKind.Duration => "duration",
        SlotKind.Clock => "clock",
        SlotKind.Moment => intent == "alarm.set.day" ? "daymoment" : "moment",
        SlotKind.Day => "day",
        SlotKind.Place => "place",
        SlotKind.Quantity => "quantity",
        SlotKind.Unit => "units",
        SlotKind.Expression => "expression",
        SlotKind.Label => intent == "time.place" ? null : "label",
        SlotKind.Text => intent switch
        {
            "timer.set.label" or "alarm.set.label" or "alarm.set.day" or "reminder.ask" => "task",
            "memory.search" or "memory.delete" => "thing",
            _ => null,
        },
        _ => null,
    };
}
