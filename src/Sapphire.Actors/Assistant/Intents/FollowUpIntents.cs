using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>What only makes sense after something else: "and tomorrow?", "cancel it", "make that ten minutes", "in miles".</summary>
internal static class FollowUpIntents
{
    private const string About = "[and|or|but|so|then|ok] [what about|how about|what is with|what of|and|also|now|what is it|what is that|what would that be|same for|the same for|do|try|what|how]";

    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("followup.day", $"""
            {About} [on|for|is|was|about] {"{day}"} [then]
            {About} the (day|one) after [that] {"{day}"}
            """, (m, c) => c.LastCall?.Tool switch
        {
            ToolNames.GetDate => Plan.Call(c.LastPlan?.Kind is { } kind && kind.StartsWith("date", StringComparison.Ordinal) ? kind : "date", ToolNames.GetDate, Arguments.Of(("day", m.Text("day")))),
            ToolNames.GetTime => Plan.Call("date", ToolNames.GetDate, Arguments.Of(("day", m.Text("day")))),
            _ => null,
        }),

        new("followup.place", $"""
            {About} [over] [in|at|for] {"{place}"} [then]
            """, (m, c) => c.LastCall?.Tool is ToolNames.GetTime or ToolNames.GetDate
            ? Plan.Call("time", ToolNames.GetTime, Arguments.Of(("place", m.Text("place"))))
            : null),

        new("followup.here", $"""
            {About} (here|at home|over here|where i am|local time)
            """, (_, c) => c.LastCall?.Tool == ToolNames.GetTime ? Plan.Call("time", ToolNames.GetTime, Arguments.None) : null),

        new("followup.time", """
            and [what is] the time
            and what time is it
            """, (_, _) => Plan.Call("time", ToolNames.GetTime, Arguments.None)),

        new("followup.date", """
            and [what is] (the date|the day|today)
            [and] what about the (date|day)
            """, (_, _) => Plan.Call("date", ToolNames.GetDate, Arguments.Of(("day", "today")))),

        new("followup.math", $"""
            {About} {"{expression}"}
            """, (m, _) => MathIntents.Calculate(m.Text("expression")!)),

        new("followup.continue", $"""
            [and|then|now|ok] [what about|how about|what is] [that|it|this] [and|then|is|all] {"{continuation}"}
            """, (m, _) => MathIntents.Calculate(m.Text("continuation")!)),

        new("followup.operate", """
            [and|then|now] (add|plus) {b:number} [more] [to (it|that|this)]
            """, (m, c) => Operate(m, c, "+")),
        new("followup.operate", """
            [and|then|now] (subtract|take|take away|minus) {b:number} [from (it|that|this)] [away]
            """, (m, c) => Operate(m, c, "-")),
        new("followup.operate", """
            [and|then|now] (multiply|times) [it|that|this] [by] {b:number}
            """, (m, c) => Operate(m, c, "*")),
        new("followup.operate", """
            [and|then|now] divide [it|that|this] [by] {b:number}
            """, (m, c) => Operate(m, c, "/")),
        new("followup.double", """
            [and|now|then] (double|twice) [it|that|this]
            """, (_, c) => c.LastNumber is { } n ? MathIntents.Calculate($"{n} * 2") : null),
        new("followup.half", """
            [and|now|then] (half|halve|half of) [it|that|this]
            """, (_, c) => c.LastNumber is { } n ? MathIntents.Calculate($"{n} / 2") : null),

        new("followup.unit", $"""
            {About} [that|it|this] [in|into|to|as|is that in|is it in|would it be in] [terms of] {"{unit}"}
            convert (that|it|this) (to|into|in) {"{unit}"}
            how (many|much) {"{unit}"} is (that|it|this)
            how (much|many) is (that|it|this) in {"{unit}"}
            what is (that|it|this) in {"{unit}"}
            (that|it) in {"{unit}"}
            """, OtherUnit),

        new("followup.quantity", $"""
            {About} [for|is|with|about] {"{value:quantity}"}
            """, (m, c) => LastConversion(c) is { } last ? MathIntents.Convert(m.Quantity("value"), last.To) : null),

        new("followup.quantity.to", $"""
            {About} {"{value:quantity}"} (to|in|into) {"{unit}"}
            """, (m, _) => MathIntents.Convert(m.Quantity("value"), m.Text("unit")!)),

        new("followup.value", $"""
            {About} [for|is|with|about] {"{number}"} [of them]
            """, (m, c) => c.LastPlan?.Kind == "ask.duration" ? null : LastConversion(c) is { } last ? MathIntents.Convert(new Quantity(m.Get<decimal>("number"), last.From), last.To) : null),

        new("followup.timer.change", """
            [no|sorry|wait|oops|actually|i meant] [make|change|set|switch|i meant|i said|let us make] [that|it|this|the timer|my timer] [to|for|be] {duration} [instead|actually|please|rather]
            [no|sorry|wait|actually] not {other:duration} {duration}
            """, (m, c) => Change(m, c)),

        new("followup.timer.another", """
            [and|also] [set|start|make|add|i need|give me] [another|one more|a second|also|another one|one] [one|timer] [for|of] {duration}
            and [a] {duration} [one]
            [and] another [one] [for|of] {duration} [for|called] {label:label}
            and (for|in) {duration}
            """, (m, c) => c.LastCall?.Tool == ToolNames.SetTimer ? TimerIntents.Set(m) : null),

        new("followup.alarm.another", """
            [and|also] [set] [another|one more|a second] [one|alarm] [for|at] {moment}
            [and|also] (what about|how about) [another] [one|alarm] [for|at] {moment}
            """, (m, c) => c.LastCall?.Tool == ToolNames.SetTimer && c.LastPlan?.Kind == "alarm.set" ? TimerIntents.Alarm(m) : null),

        new("followup.alarm.change", """
            [no|sorry|wait|actually] (make|change|set|move|switch) (that|it|this|the alarm) [to|for|be|at] {moment} [instead]
            """, (m, c) => LastTimer(c) is { } id ? Plan.CallAll("alarm.set", Cancel(id), new(ToolNames.SetTimer, Arguments.Of(("at", m.Text("moment")), ("label", LastLabel(c))))) : null),

        new("followup.duration", """
            [for|in|make it|set it for|to|about|say|it is|let us say|of] {duration}
            """, (m, c) => c.LastPlan is { Kind: "ask.duration" or "ask.when" } plan ? TimerIntents.Set(m, plan.Known.GetValueOrDefault("label")) : null),

        new("followup.duration.bare", """
            [for|in] {number}
            """, (_, c) => c.LastPlan is { Kind: "ask.duration" } plan ? Plan.Say("ask.duration", "Seconds, minutes or hours? Say, for example, \"five minutes\".") with { Known = plan.Known } : null),

        new("followup.moment", """
            [for|at|on|make it|set it for|by] {moment}
            """, (m, c) => c.LastPlan is { Kind: "ask.time" or "ask.when" or "ask.duration" } plan && (plan.Kind != "ask.duration" || m.Get<Moment>("moment").Clock.Exact) ? TimerIntents.Alarm(m, plan.Known.GetValueOrDefault("label")) : null),

        new("followup.expression.number", "{text}", (m, c) => c.LastPlan?.Kind == "ask.memory"
            ? Plan.Call("memory.save", ToolNames.SaveMemory, Arguments.Of(("text", m.Text("text")!.Trim(' ', '.', '!'))))
            : null),

        new("followup.ask.unit", "[to|into|in] {unit}", (m, c) => c.LastPlan?.Kind == "ask.unit" && AskedQuantity(c) is { } quantity ? MathIntents.Convert(quantity, m.Text("unit")!) : null),

        new("followup.cancel", """
            [no|wait|ok|actually] [please] (cancel|stop|delete|remove|undo|scratch|kill|clear|end|drop|turn off) [it|that|this|that one|this one|the last one|that again|the same]
            [no|wait] (never mind|forget) [that|it|that one|this]
            [no] undo
            """, (_, c) => CancelLast(c)),

        new("followup.cancel.which", """
            [cancel|stop|delete] [the|my] {label:label} [one|timer|alarm]
            """, (m, c) => AskedWhich(c) && m.Text("label")!.ToLowerInvariant() is not ("all" or "both" or "all of them") ? Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("label", m.Text("label")!.Trim('.', '!', ' ')))) : null),
        new("followup.cancel.which.duration", """
            [cancel|stop|delete] [the|my] {duration} [one|timer]
            """, (m, c) => AskedWhich(c) ? Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("duration_seconds", m.Get<decimal>("duration")))) : null),
        new("followup.cancel.all", """
            [cancel|stop|delete|remove] (all|both|all of them|both of them|every one|everyone|them all|them|them both|every one of them)
            """, (_, c) => AskedWhich(c) || c.LastCall?.Tool is ToolNames.ListTimers or ToolNames.SetTimer ? Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.Of(("all", true))) : null),

        new("followup.forget", """
            [please] (forget|delete|erase|remove|undo|scratch) (that|it|this) [again|please]
            """, (_, c) => ForgetLast(c)),

        new("followup.repeat", """
            (say|repeat) (that|it) [again|please|once more]
            (repeat|again|pardon|come again|what did you say|what was that|sorry what|say again|once more|one more time) [please]
            """, (_, c) => c.Last is { Reply.Length: > 0 } last ? Plan.Say("smalltalk.repeat", last.Reply) : null),
    ];

    private static Plan? Operate(PatternMatch m, Conversation c, string sign) =>
        c.LastNumber is { } n ? MathIntents.Calculate($"{n} {sign} {ExpressionParser.Number(m.Get<decimal>("b"))}") : null;

    private static Plan? OtherUnit(PatternMatch m, Conversation c)
    {
        string unit = m.Text("unit")!;
        if (LastConversion(c) is not { } last || c.LastCall!.Arguments["value"] is not { } node || !decimal.TryParse(node.ToString(), out decimal value))
        {
            return null;
        }

        return Tools.Units.UnitConverter.CanConvert(last.From, unit) ? MathIntents.Convert(new Quantity(value, last.From), unit) : null;
    }

    private static (string From, string To)? LastConversion(Conversation c) =>
        c.LastCall is { Tool: ToolNames.ConvertUnits, Arguments: var a } && a["from"] is { } from && a["to"] is { } to
        && Tools.Units.UnitTable.Named(from.ToString()).Length > 0 && Tools.Units.UnitTable.Named(to.ToString()).Length > 0
            ? (from.ToString(), to.ToString())
            : null;

    private static Quantity? AskedQuantity(Conversation c)
    {
        Utterance u = Utterance.Of(c.Last!.UserText);
        for (int i = 0; i < u.Count; i++)
        {
            if (QuantityParser.Parse(u, i) is [var first, ..])
            {
                return first.Value;
            }
        }

        return null;
    }

    private static Plan? Change(PatternMatch m, Conversation c) => LastTimer(c) is { } id
        ? Plan.CallAll("timer.set", Cancel(id), new(ToolNames.SetTimer, Arguments.Of(("duration_seconds", m.Get<decimal>("duration")), ("label", LastLabel(c)))))
        : null;

    private static Plan? CancelLast(Conversation c)
    {
        if (LastTimer(c) is { } id)
        {
            return Plan.CallAll("timer.cancel", Cancel(id));
        }

        if (c.LastCall is { Tool: ToolNames.ListTimers, Result: { } list } && list["timers"] is JsonArray { Count: > 0 })
        {
            return Plan.Call("timer.cancel", ToolNames.CancelTimer, Arguments.None);
        }

        return ForgetLast(c) ?? (c.LastPlan?.Kind.StartsWith("ask.", StringComparison.Ordinal) == true
            ? Plan.Say("smalltalk.ok", "OK.")
            : c.Last is null || c.LastCall is null ? Plan.Say("ask.what", "What shall I stop? To end a timer, say \"cancel the timer\".") : Plan.Say("smalltalk.ok", "OK."));
    }

    private static Plan? ForgetLast(Conversation c) => c.LastCall switch
    {
        { Tool: ToolNames.SaveMemory, Result: { } saved } when Id(saved["saved"]) is { } id => Forget(id),
        { Tool: ToolNames.SearchMemory, Result: { } found } when found["memories"] is JsonArray { Count: 1 } one && Id(one[0]) is { } id => Forget(id),
        _ => null,
    };

    private static Plan Forget(string id) => Plan.Call("memory.delete", ToolNames.DeleteMemory, Arguments.Of(("id", long.TryParse(id, out long number) ? number : id)));

    private static bool AskedWhich(Conversation c) => c.LastCall is { Tool: ToolNames.CancelTimer, Error: { } error } && error.StartsWith("Which one?", StringComparison.Ordinal);

    private static PlannedCall Cancel(string id) => new(ToolNames.CancelTimer, Arguments.Of(("id", id)));

    /// <summary>The timer that the last turn set, by its id.</summary>
    private static string? LastTimer(Conversation c) =>
        c.Last?.Calls.LastOrDefault(call => call.Tool == ToolNames.SetTimer) is { Result: { } timer } ? timer["id"]?.ToString() : null;

    private static string? LastLabel(Conversation c) =>
        c.Last?.Calls.LastOrDefault(call => call.Tool == ToolNames.SetTimer)?.Result?["label"]?.ToString();

    private static string? Id(JsonNode? entry) => (entry as JsonObject)?["id"]?.ToString();
}
