using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Tools.Time;

namespace Sapphire.Actors.Tests.Tools;

public sealed class ToolboxTests
{
    private readonly StubTime _time = new(StubTime.Saturday);
    private readonly InMemoryTimers _timers;
    private readonly InMemoryMemory _memory;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private readonly IReadOnlyList<AIFunction> _tools;

    public ToolboxTests()
    {
        _timers = new(_time);
        _memory = new(_time);
        _tools = new Toolbox(_time, _timers, _memory, () => _zone).ToolsFor(new(ChatId.New(_time), TurnId.New(_time)));
    }

    private async Task<JsonObject> Call(string tool, string arguments)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;
        return (JsonObject)(await _tools.Single(t => t.Name == tool).InvokeAsync(new(values)))!;
    }

    private async Task<string> Fail(string tool, string arguments) => (await Should.ThrowAsync<ToolException>(() => Call(tool, arguments))).Message;

    [Fact]
    public void Every_tool_has_a_description_and_a_schema()
    {
        _tools.Count.ShouldBe(10);
        foreach (AIFunction tool in _tools)
        {
            tool.Description.ShouldNotBeNullOrWhiteSpace();
            tool.JsonSchema.GetProperty("type").GetString().ShouldBe("object");
            foreach (JsonProperty parameter in tool.JsonSchema.GetProperty("properties").EnumerateObject())
            {
                parameter.Value.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    [Fact]
    public async Task Time_follows_the_zone()
    {
        (await Call("get_time", "{}"))["time"]!.ToString().ShouldBe("3:42 PM");
        _zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(9.5), "test", "test");
        JsonObject there = await Call("get_time", "{}");
        there["time"]!.ToString().ShouldBe("1:12 AM");
        there["weekday"]!.ToString().ShouldBe("Sunday");
        there["utc_offset"]!.ToString().ShouldBe("+09:30");
        (await Call("get_date", "{\"day\":\"today\"}"))["date"]!.ToString().ShouldBe("2026-11-22");
    }

    [Fact]
    public async Task Every_place_has_a_zone_on_this_machine()
    {
        Places.Names.Length.ShouldBeGreaterThan(100);
        foreach (string place in Places.Names)
        {
            (await Call("get_time", $"{{\"place\":\"{place}\"}}"))["place"]!.ToString().ShouldBe(place);
        }

        (await Call("get_time", "{\"place\":\"tokyo, japan\"}"))["time"]!.ToString().ShouldBe("12:42 AM");
        (await Call("get_time", "{\"place\":\"Europe/London\"}"))["time"]!.ToString().ShouldBe("3:42 PM");
        (await Fail("get_time", "{\"place\":\"Gondor\"}")).ShouldContain("Name a big city");
        (await Fail("get_time", "{\"place\":\"../../etc/passwd\"}")).ShouldContain("do not know the time zone");
    }

    [Theory]
    [InlineData("today", "2026-11-21", 0)]
    [InlineData("tomorrow", "2026-11-22", 1)]
    [InlineData("in 3 weeks", "2026-12-12", 21)]
    [InlineData("friday", "2026-11-27", 6)]
    [InlineData("saturday", "2026-11-21", 0)]
    [InlineData("next saturday", "2026-11-28", 7)]
    [InlineData("last friday", "2026-11-20", -1)]
    [InlineData("December 25th", "2026-12-25", 34)]
    [InlineData("march 1", "2027-03-01", 100)]
    [InlineData("2027-01-31", "2027-01-31", 71)]
    [InlineData("february 29", "2028-02-29", 465)]
    [InlineData("the 5th", "2026-12-05", 14)]
    [InlineData("thanksgiving", "2026-11-26", 5)]
    [InlineData("easter 2027", "2027-03-28", 127)]
    [InlineData("good friday", "2027-03-26", 125)]
    [InlineData("new year's eve", "2026-12-31", 40)]
    public async Task Day_is_found(string day, string date, int away)
    {
        JsonObject result = await Call("get_date", $"{{\"day\":\"{day}\"}}");
        result["date"]!.ToString().ShouldBe(date);
        result["days_from_today"]!.GetValue<int>().ShouldBe(away);
    }

    [Theory]
    [InlineData("7:00 PM", "2026-11-21T19:00")]
    [InlineData("19:00", "2026-11-21T19:00")]
    [InlineData("7 am", "2026-11-22T07:00")]
    [InlineData("3:42 pm", "2026-11-22T15:42")]
    [InlineData("7:00 o'clock", "2026-11-21T19:00")]
    [InlineData("3:00 o'clock", "2026-11-22T03:00")]
    [InlineData("tomorrow 6:30 AM", "2026-11-22T06:30")]
    [InlineData("tomorrow 7:00 o'clock", "2026-11-22T07:00")]
    [InlineData("today 5:00 o'clock", "2026-11-21T17:00")]
    [InlineData("midnight", "2026-11-22T00:00")]
    [InlineData("noon", "2026-11-22T12:00")]
    [InlineData("9:00 AM on friday", "2026-11-27T09:00")]
    [InlineData("2026-12-24T18:30", "2026-12-24T18:30")]
    public async Task Alarm_rings_at_the_coming_time(string at, string due)
    {
        await Call("set_timer", $"{{\"at\":\"{at}\"}}");
        _timers.Running.Single().DueAt.UtcDateTime.ShouldBe(DateTime.Parse(due));
    }

    [Fact]
    public async Task Alarm_over_a_change_of_the_clocks_rings_at_the_wall_time()
    {
        // New York puts its clocks back on 1 November 2026 at 2:00.
        _zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        _time.Advance(new DateTimeOffset(2026, 10, 31, 16, 0, 0, TimeSpan.Zero) - StubTime.Saturday);
        await Call("set_timer", "{\"at\":\"tomorrow 7:00 AM\"}");
        _timers.Running.Single().DueAt.UtcDateTime.ShouldBe(new DateTime(2026, 11, 1, 12, 0, 0));
    }

    [Theory]
    [InlineData("{\"duration_seconds\":300}", 300)]
    [InlineData("{\"duration_seconds\":\"300\"}", 300)]
    [InlineData("{\"duration_seconds\":\"5 minutes\"}", 300)]
    [InlineData("{\"duration\":\"1h30m\"}", 5400)]
    [InlineData("{\"durationSeconds\":60,\"label\":null}", 60)]
    [InlineData("{\"arguments\":\"{\\\"duration_seconds\\\": 60}\"}", 60)]
    [InlineData("{\"input\":{\"duration_seconds\": 60}}", 60)]
    [InlineData("{\"minutes\":2}", 120)]
    [InlineData("{\"duration_seconds\":0.5}", 0.5)]
    public async Task Arguments_are_read_leniently(string arguments, double seconds)
    {
        await Call("set_timer", arguments);
        _timers.Running.Single().DurationSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("set_timer", "{}", "give duration_seconds")]
    [InlineData("set_timer", "{\"duration_seconds\":-5}", "longer than zero")]
    [InlineData("set_timer", "{\"duration_seconds\":1e12}", "366 days")]
    [InlineData("set_timer", "{\"duration_seconds\":\"soon\"}", "300 for five minutes")]
    [InlineData("set_timer", "{\"at\":\"later\"}", "7:00 PM")]
    [InlineData("set_timer", "{\"at\":\"yesterday 7:00 AM\"}", "already past")]
    [InlineData("cancel_timer", "{}", "No timer is running")]
    [InlineData("save_memory", "{}", "'text' is missing")]
    [InlineData("delete_memory", "{}", "'query' is missing")]
    [InlineData("delete_memory", "{\"id\":99}", "no memory of id 99")]
    [InlineData("delete_memory", "{\"id\":\"x\"}", "must be a number")]
    [InlineData("calculate", "{}", "'expression' is missing")]
    [InlineData("convert_units", "{\"from\":\"miles\",\"to\":\"km\"}", "'value' is missing")]
    [InlineData("convert_units", "{\"value\":\"much\",\"from\":\"miles\",\"to\":\"km\"}", "must be a number")]
    [InlineData("get_date", "{\"day\":\"february 30\"}", "not a day")]
    public async Task Error_tells_the_model_how_to_do_it_right(string tool, string arguments, string part) =>
        (await Fail(tool, arguments)).ShouldContain(part);

    [Fact]
    public async Task Cancel_asks_which_one_when_several_run()
    {
        await Call("set_timer", "{\"duration_seconds\":300,\"label\":\"Tea\"}");
        await Call("set_timer", "{\"duration_seconds\":600}");
        (await Fail("cancel_timer", "{}")).ShouldBe("Which one? 2 timers are running: Tea (5 minutes left), 10 minutes timer (10 minutes left). Name one, or say all of them.");
        (await Fail("cancel_timer", "{\"label\":\"soup\"}")).ShouldContain("No timer is called 'soup'");
        await Call("cancel_timer", "{\"label\":\"the tea timer\"}");
        _timers.Running.Single().DurationSeconds.ShouldBe(600);
        await Call("cancel_timer", "{\"all\":\"true\"}");
        _timers.Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chat_sees_the_memories_of_its_scope_and_none_takes_the_tools_away()
    {
        Toolbox toolbox = new(_time, _timers, _memory, () => _zone);
        IReadOnlyList<AIFunction> Of(string? scope) => toolbox.ToolsFor(new(ChatId.New(_time), TurnId.New(_time)) { MemoryScope = scope });
        await Call("save_memory", "{\"text\":\"The car is blue\"}");

        JsonObject found = (JsonObject)(await Of("work").Single(static t => t.Name == "search_memory").InvokeAsync(new(new Dictionary<string, object?> { ["query"] = "car" })))!;
        found["memories"]!.AsArray().ShouldBeEmpty();
        (await Should.ThrowAsync<ToolException>(() => Of("work").Single(static t => t.Name == "delete_memory").InvokeAsync(new(new Dictionary<string, object?> { ["id"] = 1 })).AsTask())).Message.ShouldContain("no memory of id 1");
        found = (JsonObject)(await Of("default").Single(static t => t.Name == "search_memory").InvokeAsync(new(new Dictionary<string, object?> { ["query"] = "car" })))!;
        found["memories"]!.AsArray().Count.ShouldBe(1);
        Of("none").Select(static t => t.Name).ShouldBe(_tools.Select(static t => t.Name).Where(static name => !name.EndsWith("_memory", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Memory_is_deleted_by_words_only_when_they_fit_one()
    {
        await Call("save_memory", "{\"text\":\"The blue car is at the garage\"}");
        await Call("save_memory", "{\"text\":\"The red car is at home\"}");
        (await Call("search_memory", "{\"query\":\"car\",\"limit\":1}"))["memories"]!.AsArray().Count.ShouldBe(1);
        (await Fail("delete_memory", "{\"query\":\"car\"}")).ShouldContain("2 memories fit");
        await Call("delete_memory", "{\"query\":\"red car\"}");
        _memory.Entries.Single().Text.ShouldContain("blue");
    }

    [Fact]
    public async Task Spoken_sums_are_calculated_too()
    {
        (await Call("calculate", "{\"expression\":\"twelve times nine\"}"))["text"]!.ToString().ShouldBe("108");
        (await Call("calculate", "{\"expression\":\"15 percent of 80\"}"))["result"]!.GetValue<decimal>().ShouldBe(12);
    }

    [Fact]
    public void Any_arguments_give_a_result_or_a_tool_exception()
    {
        string[] values = ["null", "true", "0", "-1", "1e300", "\"\"", "\"5 minutes\"", "\"7:00 PM\"", "\"\\u0000\"", "[]", "{}", "[1,2]", "{\"a\":1}", "\"" + new string('x', 3000) + "\"", "\"in 99999 days\"", "\"in 99999 weeks\"", "\"easter 9999\"", "\"the 31st\""];
        Gen<(AIFunction, string[])> calls =
            from tool in Gen.Elements<AIFunction>(_tools)
            from chosen in Gen.Elements(values).ArrayOf(4)
            select (tool, chosen);
        Prop.ForAll(calls.ToArbitrary(), async call =>
        {
            string[] names = [.. call.Item1.JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name), "extra"];
            string arguments = "{" + string.Join(',', names.Zip(call.Item2, (n, v) => $"\"{n}\":{v}")) + "}";
            try
            {
                return (await Call(call.Item1.Name, arguments)).Count > 0;
            }
            catch (ToolException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
