using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>The time and the date.</summary>
internal static class TimeIntents
{
    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("time.now", """
            what time is it [<now>|here]
            what time it is [<now>|here]
            what is [the] [current|exact|local|right|correct|actual] time [<now>|here|is it|today]
            what [the] [current|exact] time is [<now>]
            [the] [current|exact|local] time [<now>|check]
            what time do you have
            what time have you got
            have you got the time
            (do you have|have|got) the time
            what hour is it
            how late is it
            give me the [current|exact] time
            read me the time
            say the time
            time check
            what does the clock say
            """, (_, _) => Plan.Call("time", ToolNames.GetTime, Arguments.None)),

        new("time.place", """
            what time is it [<now>] [over] [in|at] {place} [<now>]
            what time it is [<now>] [over] [in|at] {place} [<now>]
            what is [the] [current|exact|local] time [<now>] [over] (in|at|for) {place} [<now>]
            what [the] [current] time is [<now>] in {place}
            [the] [current|local] time [<now>] (in|at|for) {place} [<now>]
            what is {place} time [<now>]
            {place} time
            in {place} what time is it
            how late is it in {place}
            give me the time in {place}
            what time do they have in {place}
            what does the clock say in {place}
            what time is it [<now>] in {place:label}
            what is the [current|local] time in {place:label}
            """, (m, _) => Plan.Call("time", ToolNames.GetTime, Arguments.Of(("place", m.Text("place"))))),

        new("date.today", """
            what is [the] [current] date [today|<now>]
            what [the] [current] date is [today|it]
            what is today [date]
            what (day|date) is it [today|<now>]
            what (day|date) it is [today]
            what (day|date) is today
            what today [date] is
            which (day|date) is it [today]
            which (day|date) is today
            what day of the (week|month) is it [today|<now>]
            what day of the week it is
            what weekday is it [today]
            what is the day [today]
            [the] date [today|<now>]
            [the] day today
            today [date]
            date check
            give me (the|today) date
            (what is|which is) the day of the week [today]
            """, (_, _) => Plan.Call("date", ToolNames.GetDate, Arguments.Of(("day", "today")))),

        new("date.year", """
            what year is it [<now>]
            what year it is
            what is the [current] year
            which year is it
            """, (_, _) => Plan.Call("date.year", ToolNames.GetDate, Arguments.Of(("day", "today")))),

        new("date.month", """
            what month is it [<now>]
            what month it is
            what is the [current] month
            which month is it
            """, (_, _) => Plan.Call("date.month", ToolNames.GetDate, Arguments.Of(("day", "today")))),

        new("date.day", """
            what (day|date) is [it] [on] {day} [this year]
            what (day|date) {day} is
            what (day|date) (was|will) [it] [be] [on] {day}
            what (day|date) (was|will) {day} [be]
            what is the (day|date) [for|on|of|going to be] {day}
            what (was|will be) the (day|date) [for|on|of] {day}
            what will the (day|date) be [on] {day}
            what (is|was) {day} date
            {day} date
            (what|which) (day|weekday|day of the week) (is|was) [on] {day} [on]
            (what|which) (day|weekday|day of the week) will {day} be
            (what|which) (day|weekday|day of the week) will it be [on] {day}
            (what|which) (day|weekday|date|day of the week) does {day} fall on [this year]
            on (what|which) (day|weekday|date|day of the week) (does|is|will|was) {day} [fall|be] [this year]
            when is {day} [this year]
            when was {day}
            which (date|day) is {day}
            what is the (date|day) of {day}
            what is {day}
            the date of {day}
            """, (m, _) => Plan.Call("date", ToolNames.GetDate, Arguments.Of(("day", m.Text("day"))))),

        new("date.until", """
            how many (days|sleeps|nights) [is it|are there|are left|do we have|left|is|more] [left] (until|till|to|before) [it is] {day}
            how long [is it|is there|is|do we have] [left] (until|till|to|before) [it is] {day}
            how (far|far away|far off|soon) is {day}
            how much (longer|time) [is it|is there] [left] (until|till|to|before) {day}
            (days|number of days) (until|till|to) {day}
            (count|count down) the days (until|till|to) {day}
            countdown to {day}
            how many days away is {day}
            how many days [is|are] {day} away
            how long (until|till) we have {day}
            """, (m, _) => Plan.Call("date.until", ToolNames.GetDate, Arguments.Of(("day", m.Text("day"))))),

        new("date.weeks", """
            how many weeks [is it|are there|are left|left] [left] (until|till|to|before) {day}
            weeks until {day}
            """, (m, _) => Plan.Call("date.weeks", ToolNames.GetDate, Arguments.Of(("day", m.Text("day"))))),
    ];
}
