using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>Timers, alarms and reminders.</summary>
internal static class TimerIntents
{
    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("timer.set", """
            [<set>] [<a>] [new|quick|short|long] {duration} [long] (<timer>|<alarm>)
            [<set>] [<a>] [new|quick|short|long] (<timer>|<alarm>) [for|of|to|at|in|from|with|that is|that lasts|lasting] {duration}
            <set> [<a>] [new] <timer> to go off in {duration}
            <set> {duration} on (the|a|my) (timer|clock)
            <set> [<a>] (timer|alarm) {duration} from now
            (time|clock|time me) [for] {duration}
            count down [from|for] {duration}
            {duration} (countdown|on the clock|on the timer)
            (wake me|wake me up|get me up) in {duration}
            (remind|alert|notify|ping|buzz|beep|call|warn|nudge) me in {duration}
            (let me know|tell me|say something|beep|ring) (in|after) {duration}
            (let me know|tell me) when {duration} (is up|are up|have passed|has passed|are over|is over)
            in {duration} (remind|alert|notify|ping|wake|buzz) me [up]
            """, (m, _) => Set(m)),

        new("timer.set.label", """
            [<set>] [<a>] [new] {duration} <timer> (for|called|named|labelled|labeled) [the|my|a|some] {label:label}
            [<set>] [<a>] [new] {duration} {label:label} (timer|alarm)
            [<set>] [<a>] [new] <timer> (for|of|to) {duration} (for|called|named|labelled|labeled|to) [the|my|a|some] {label:label}
            [<set>] [<a>] [new] <timer> (for|called|named|labelled|labeled) [the|my|a|some] {label:label} (for|of|to|at|in) {duration}
            [<set>] [<a>] [new] {label:label} <timer> [for|of|to|at|in|with] {duration}
            (timer|alarm) {label:label} {duration}
            (time|clock) [the|my] {label:label} for {duration}
            (remind|alert|notify|ping|tell|nudge|warn) me in {duration} (to|that|about|of) {label:text}
            (remind|alert|notify|ping|tell|nudge|warn) me (to|about|of|that) {label:text} in {duration}
            in {duration} (remind|alert|notify|ping|tell|nudge|warn) me (to|that|about|of) {label:text}
            (remind|alert) me to {label:text} {duration} from now
            <set> [<a>] reminder (in|for) {duration} (to|for|about) {label:text}
            <set> [<a>] reminder (to|for|about) {label:text} in {duration}
            wake me [up] in {duration} (for|to) {label:text}
            """, (m, _) => Set(m)),

        new("alarm.set", """
            [<set>] [<a>] [new] <alarm> [for|at|to|on] {moment}
            [<set>] [<a>] [new] {moment} <alarm>
            (wake|get) me [up] [at|on|by] {moment}
            [<set>] [<a>] (reminder|wake up call) [for|at|to|on] {moment}
            (remind|alert|notify|ping|buzz|call) me [at|on] {moment}
            [<set>] [<a>] [new] <alarm> to (go off|ring) at {moment}
            i (want|need|have) to (get|wake) up at {moment}
            """, (m, _) => Alarm(m)),

        new("timer.until", """
            [<set>] [<a>] [new] <timer> (for|to|until|till|at) {moment}
            """, (m, _) => m.Get<Moment>("moment") is { Clock.Exact: true } or { Day: not null } ? Alarm(m) : AskDuration(null)),

        new("alarm.set.label", """
            (remind|alert|notify|ping|tell|nudge) me (at|on) {moment} (to|that|about|of) {label:text}
            (remind|alert|notify|ping|tell|nudge) me (to|about|of|that) {label:text} (at|by|on) {moment}
            at {moment} (remind|alert|notify|ping|tell|nudge) me (to|that|about|of) {label:text}
            <set> [<a>] reminder (for|at|on) {moment} (to|for|about) {label:text}
            <set> [<a>] reminder (to|for|about) {label:text} (at|for|on) {moment}
            [<set>] [<a>] (alarm|reminder) (for|at) {moment} (called|named|labelled|labeled|for|to) {label:text}
            [<set>] [<a>] (alarm|reminder) (called|named|labelled|labeled|for) {label:label} at {moment}
            (wake|get) me [up] at {moment} (for|to) {label:text}
            """, (m, _) => Alarm(m)),

        new("alarm.set.day", """
            (remind|alert|notify|tell|nudge) me {moment} (to|that|about) {label:text}
            (remind|alert|notify|tell|nudge) me (to|about|that) {label:text} {moment}
            {moment} remind me to {label:text}
            """, (m, _) => m.Get<Moment>("moment") is { Day: not null } or { Clock.Exact: true } ? Alarm(m) : null),

        new("timer.ask", """
            <set> [<a>] [new] <timer>
            [a|the] [new] timer
            """, (_, _) => AskDuration(null)),

        new("timer.ask.label", """
            <set> [<a>] [new] <timer> (for|called|named) [the|my|a|some] {label:label}
            <set> (a|an|the|my|another) {label:label} <timer>
            """, (m, _) => AskDuration(Clean(m.Text("label")))),

        new("alarm.ask", """
            <set> [<a>] [new] <alarm>
            [a|the] [new] alarm
            wake me [up]
            wake me [up] {day}
            """, (_, _) => Plan.Say("ask.time", "For what time? Say, for example, \"7 AM\".")),

        new("reminder.ask", """
            remind me (to|about|of|that) {label:text}
            <set> [<a>] reminder (to|for|about) {label:text}
            """, (m, _) => Plan.Say("ask.when", "When? Say, for example, \"in 10 minutes\" or \"at 7 PM\".") with { Known = Known(Clean(m.Text("label"))) }),

        new("timer.list", """
            (list|show|read|check|display) [all] [of] [me] [the|my] [running|active|current|set] <anytimer>
            (what|which|how many) [other] <anytimer> (do i have|are running|are set|are active|are on|are there|have i set|did i set|are going|are still running|are left|do i have running|do i have set|do i have on|do i have going|i have)
            what is (on|left on|remaining on) [the|my] <anytimer>
            what is my <anytimer> [at|on]
            (do i have|have i got|are there|is there) [any|a|an] <anytimer> [running|set|on|active|going] [<now>]
            (is|are) [a|the|my|any] <anytimer> [still] (running|set|on|active|going)
            [all] [the|my] timers
            my (timer|alarms|reminders)
            any timers [running]
            timer status
            <anytimer> status
            what is the status of [the|my] <anytimer>
            how (is|are) [the|my] <anytimer> doing
            how (long|much time|much longer|many minutes|many seconds|much) [is|are|do i have|does it have] [left|remaining|to go|still left]
            how (long|much time|much longer|many minutes|many seconds|much) [is|are|do i have] [left|remaining|still] [left|remaining] (on|for|in|with|until) [the|my|that] [{label:label}] <anytimer> [goes off|is done|ends|rings|is up|finishes|is over]
            how (long|much longer|much time) (until|till|before) [the|my|that] [{label:label}] <anytimer> [goes off|is done|ends|rings|is up|finishes|is over]
            how (long|much longer) does [the|my] [{label:label}] <anytimer> (have|have left|still have)
            when (does|will|is) [the|my|that] [{label:label}] <anytimer> (go off|end|ring|finish|done|up|over|due|going off)
            (what is the|the) [time|remaining time] (left|remaining) [on|for] [the|my] [{label:label}] [<anytimer>]
            [the] (time left|remaining time|time remaining) [on] [the|my] [<anytimer>]
            is [the|my] [{label:label}] <anytimer> (done|up|over|finished) [yet]
            """, (m, _) => Plan.Call(m.Text("label") is { } label ? $"timers.of {Clean(label)}" : "timers", ToolNames.ListTimers, Arguments.None)),

        new("timer.cancel", """
            <cancel> [the|my|that|this|a|current|running] [current|running|last] (timer|alarm|countdown|reminder)
            turn [the|my|that|this] (timer|alarm) off
            (i do not need|never mind|forget about) [the|my|that] (timer|alarm|reminder) [any more|anymore]
            """, (_, _) => Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.None)),

        new("timer.cancel.all", """
            <cancel> (all|all of|all the|all my|all of my|all of the|every|both|both of|the|my|any|each|all running|all active) [the|my] (timers|alarms|reminders|timer|countdowns)
            <cancel> (timers|alarms)
            turn [off] (all|all the|all my) [the|my] (timers|alarms) [off]
            """, (m, _) => Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("all", true)))),

        new("timer.cancel.one", """
            <cancel> [the|my|that] {duration} (timer|alarm|countdown)
            <cancel> [the|my|that] (timer|alarm) (for|of) {duration}
            """, (m, _) => Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("duration_seconds", m.Get<decimal>("duration"))))),

        new("timer.cancel.label", """
            <cancel> (the|my|that) {label:label} (timer|alarm|reminder|countdown)
            <cancel> {label:label} (timer|alarm|reminder|countdown)
            <cancel> [the|my|that] (timer|alarm|reminder) (for|called|named|labelled|labeled|to|about) [the|my] {label:label}
            turn the {label:label} (timer|alarm) off
            """, (m, _) => Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("label", Clean(m.Text("label")))))),
    ];

    /// <summary>Sets a timer for the slot "duration", with the slot "label".</summary>
    public static Plan Set(PatternMatch m, string? label = null) => Set(m.Get<decimal>("duration"), label ?? Clean(m.Text("label")));

    /// <summary>Sets a timer.</summary>
    public static Plan Set(decimal seconds, string? label) =>
        Plan.Call("timer.set", ToolNames.SetTimer, Arguments.Of(("duration_seconds", seconds), ("label", label)));

    /// <summary>Sets an alarm for the slot "moment", with the slot "label".</summary>
    public static Plan Alarm(PatternMatch m, string? label = null) =>
        Plan.Call("alarm.set", ToolNames.SetTimer, Arguments.Of(("at", m.Text("moment")), ("label", label ?? Clean(m.Text("label")))));

    private static Plan AskDuration(string? label) =>
        Plan.Say("ask.duration", "For how long? Say, for example, \"five minutes\".") with { Known = Known(label) };

    private static ImmutableDictionary<string, string> Known(string? label) =>
        label is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("label", label);

    /// <summary>A label without the articles and stops around it.</summary>
    private static string? Clean(string? label)
    {
        if (label is null)
        {
            return null;
        }

        string clean = label.Trim(' ', '.', ',', '!', '?', '"', '\'', ':');
        foreach (string article in (string[])["the ", "my ", "a ", "an "])
        {
            if (clean.StartsWith(article, StringComparison.OrdinalIgnoreCase) && clean.Length > article.Length && !clean[article.Length..].Contains(' ', StringComparison.Ordinal))
            {
                return clean[article.Length..];
            }
        }

        return clean;
    }
}
