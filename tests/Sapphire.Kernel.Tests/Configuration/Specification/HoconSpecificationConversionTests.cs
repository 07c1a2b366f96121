using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>"Conversion of numerically-indexed objects to arrays", "Automatic type conversions" and the formats of units.</summary>
public sealed class HoconSpecificationConversionTests
{
    [Theory]
    [InlineData("""{ "0" : "a", "1" : "b" }""", "a,b")]
    [InlineData("""{ "1" : "b", "0" : "a" }""", "a,b")]
    [InlineData("""{ "0" : "a", "2" : "b" }""", "a,b")]
    [InlineData("""{ "10" : "c", "9" : "b", "1" : "a" }""", "a,b,c")]
    [InlineData("""{ "0" : "a", "x" : "b", "-1" : "c", "1.5" : "d" }""", "a")]
    public void Numerically_indexed_objects_are_lists_where_one_is_needed(string value, string items)
    {
        var config = Parse($"a = {value}, joined = ${{a}} [z], after = [z] ${{a}}");
        config.GetStringList("a").ShouldBe(items.Split(','));
        config.GetStringList("joined").ShouldBe([.. items.Split(','), "z"]);
        config.GetStringList("after").ShouldBe(["z", .. items.Split(',')]);
        config.GetValue("a").ShouldNotBeNull().IsObject().ShouldBeTrue("only where one is needed");
        config.HasPath("a.0").ShouldBe(value.Contains("\"0\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ x = 1 }")]
    [InlineData("{ \"-1\" = 1 }")]
    [InlineData("{ \"99999999999\" = 1 }")]
    public void Numerically_indexed_objects_have_at_least_one_number(string value)
    {
        var config = Parse("a = " + value);
        Should.Throw<HoconException>(() => config.GetStringList("a")).Message.ShouldContain("must be a list, not an object");
        Refused($"a = {value}, b = [z] ${{a}}", "cannot be joined");
    }

    [Fact]
    public void Automatic_type_conversions()
    {
        var config = Parse("n = 1.50, t = true, s = \"42\", d = \"1e3\", neg = -7, u = null, us = \"null\", l = [1, \"2\"], o { x = 1 }");
        config.GetString("n").ShouldBe("1.50");
        config.GetString("t").ShouldBe("true");
        config.GetInt("s").ShouldBe(42);
        (config.GetInt("d"), config.GetLong("d"), config.GetDouble("d"), config.GetFloat("d"), config.GetDecimal("d")).ShouldBe((1000, 1000L, 1000d, 1000f, 1000m));
        config.GetInt("neg").ShouldBe(-7);
        config.GetString("us").ShouldBe("null");
        config.GetIntList("l").ShouldBe([1, 2]);
        config.GetLongList("l").ShouldBe([1, 2]);
        config.GetDoubleList("l").ShouldBe([1, 2]);
        config.GetFloatList("l").ShouldBe([1, 2]);
        config.GetDecimalList("l").ShouldBe([1, 2]);
        config.GetByteList("l").ShouldBe([1, 2]);
        Parse("l = [true, no, \"on\"]").GetBooleanList("l").ShouldBe([true, false, true]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("True", null)]
    [InlineData("1", null)]
    [InlineData("y", null)]
    [InlineData("\"\"", null)]
    public void Automatic_type_conversions_of_booleans(string text, bool? value)
    {
        var config = Parse("a = " + text);
        if (value is { } expected)
            config.GetBoolean("a").ShouldBe(expected);
        else
            Should.Throw<HoconException>(() => config.GetBoolean("a"));
    }

    [Theory]
    [InlineData("null", "n")]
    [InlineData("a list", "l")]
    [InlineData("an object", "o")]
    public void Automatic_type_conversions_make_nothing_of_null_lists_and_objects(string kind, string path)
    {
        var config = Parse("n = null, l = [1], o { x = 1 }, in { n = [null], l = [[1]], o = [{ x = 1 }] }");
        foreach (Action<string> get in new Action<string>[]
        {
            at => config.GetString(at), at => config.GetInt(at), at => config.GetLong(at), at => config.GetDouble(at), at => config.GetFloat(at),
            at => config.GetDecimal(at), at => config.GetBoolean(at), at => config.GetTimeSpan(at), at => config.GetByteSize(at), at => config.GetPeriod(at),
        })
        {
            Should.Throw<HoconException>(() => get(path)).ShouldSatisfyAllConditions(
                error => error.Message.ShouldContain(kind), error => error.Message.ShouldContain($"'{path}'"), error => error.Line.ShouldBe(1));
        }

        Should.Throw<HoconException>(() => config.GetStringList("in." + path)).Message.ShouldContain($"'in.{path}[0]' must be a string, not {kind}");
    }

    [Theory]
    [InlineData("x", "a = x")]
    [InlineData("1", "a = 1")]
    [InlineData("{ x = 1 }", "a { x = 1 }")]
    public void Automatic_type_conversions_make_no_list_of_anything_else(string value, string text)
    {
        Should.Throw<HoconException>(() => Parse(text).GetStringList("a"), value);
        Should.Throw<HoconException>(() => Parse("a = [1]").GetConfig("a"));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("2147483648")]
    [InlineData("\" 1\"")]
    [InlineData("+1", true)]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("\"\"")]
    public void Automatic_type_conversions_of_numbers_follow_json(string text, bool refused = false)
    {
        if (refused)
            Refused("a = " + text);
        else
            Should.Throw<HoconException>(() => Parse("a = " + text).GetInt("a"));
    }

    [Fact]
    public void Null_is_no_value_and_still_there()
    {
        var config = Parse("n = null");
        (config.HasPath("n"), config.GetValue("n") is null, config.GetValue("x") is null).ShouldBe((false, false, true));
        (config.GetInt("n", 5), config.GetStringList("n").Count, config.GetConfig("n").IsEmpty).ShouldBe((5, 0, true));
        Should.Throw<HoconException>(() => config.GetInt("n")).Message.ShouldBe("line 1, column 5: 'n' is null; expected a whole number");
        Should.Throw<HoconException>(() => config.GetInt("x")).Message.ShouldContain("'x' has no value");
    }

    [Theory]
    [InlineData("10ms", 10)]
    [InlineData("10", 10)]
    [InlineData("\"10\"", 10)]
    [InlineData("\" 10 ms \"", 10)]
    [InlineData("10 ms", 10)]
    [InlineData("10\u00a0ms", 10)]
    [InlineData("1.5 s", 1500)]
    [InlineData("1e3", 1000)]
    [InlineData("-1 s", -1000)]
    public void Units_format(string text, double milliseconds) => Parse("a = " + text).GetTimeSpan("a").TotalMilliseconds.ShouldBe(milliseconds);

    [Theory]
    [InlineData("ten s")]
    [InlineData("10 s s")]
    [InlineData("10s5")]
    [InlineData("s 10")]
    [InlineData("\"\"")]
    [InlineData("10 s_")]
    public void Units_format_is_a_number_and_letters(string text) => Should.Throw<HoconException>(() => Parse("a = " + text).GetTimeSpan("a"));

    [Theory]
    [InlineData("ns,nano,nanos,nanosecond,nanoseconds", 0.01)]
    [InlineData("us,micro,micros,microsecond,microseconds", 10)]
    [InlineData("ms,milli,millis,millisecond,milliseconds", 10_000)]
    [InlineData("s,second,seconds", 10_000_000)]
    [InlineData("m,minute,minutes", 600_000_000)]
    [InlineData("h,hour,hours", 36_000_000_000)]
    [InlineData("d,day,days", 864_000_000_000)]
    public void Duration_format(string units, double ticks)
    {
        foreach (var unit in units.Split(','))
        {
            Parse($"a = 100 {unit}").GetTimeSpan("a").Ticks.ShouldBe((long)(100 * ticks), unit);
            Parse($"a = 100{unit}").GetTimeSpan("a").Ticks.ShouldBe((long)(100 * ticks), unit);
            Should.Throw<HoconException>(() => Parse($"a = 100 {unit.ToUpperInvariant()}").GetTimeSpan("a"), unit);
        }
    }

    [Fact]
    public void Duration_format_knows_infinity_where_it_is_allowed()
    {
        var config = Parse("a = infinite, b = 5 s");
        config.GetTimeSpan("a").ShouldBe(Timeout.InfiniteTimeSpan);
        config.GetTimeSpan("b", null, allowInfinite: false).ShouldBe(TimeSpan.FromSeconds(5));
        config.GetTimeSpan("c", TimeSpan.FromSeconds(6), allowInfinite: false).ShouldBe(TimeSpan.FromSeconds(6));
        Should.Throw<HoconException>(() => config.GetTimeSpan("a", null, allowInfinite: false)).Message.ShouldContain("finite");
        Should.Throw<HoconException>(() => config.GetTimeSpan("c", null, allowInfinite: true));
    }

    [Theory]
    [InlineData("d,day,days", 0, 0, 3)]
    [InlineData("w,week,weeks", 0, 0, 21)]
    [InlineData("m,mo,month,months", 0, 3, 0)]
    [InlineData("y,year,years", 3, 0, 0)]
    public void Period_format(string units, int years, int months, int days)
    {
        foreach (var unit in units.Split(','))
        {
            var period = Parse($"a = 3 {unit}").GetPeriod("a");
            period.ShouldBe(new HoconPeriod(years, months, days), unit);
            Parse("a = " + period).GetPeriod("a").ShouldBe(period);
            Should.Throw<HoconException>(() => Parse($"a = 3 {unit.ToUpperInvariant()}").GetPeriod("a"), unit);
        }
    }

    [Fact]
    public void Period_format_counts_days_by_default_and_whole_ones_only()
    {
        Parse("a = 10").GetPeriod("a").ShouldBe(new HoconPeriod(0, 0, 10));
        Parse("a = 1").GetPeriod("b", new HoconPeriod(1, 0, 0)).AddTo(new DateOnly(2024, 2, 29)).ShouldBe(new DateOnly(2025, 2, 28));
        foreach (var wrong in new[] { "1.5 d", "d", "3 h", "400000000 w", "1e3 d" })
            Should.Throw<HoconException>(() => Parse("a = " + wrong).GetPeriod("a"), wrong);
    }

    [Fact]
    public void Size_in_bytes_format()
    {
        foreach (var unit in new[] { "B", "b", "byte", "bytes", "" })
            Parse($"a = 3 {unit}").GetByteSize("a").ShouldBe(3, unit);
        string[] names = ["kilo,kibi", "mega,mebi", "giga,gibi", "tera,tebi", "peta,pebi", "exa,exbi"];
        long thousand = 1, binary = 1;
        for (var i = 0; i < names.Length; i++)
        {
            thousand *= 1000;
            binary *= 1024;
            var upper = "KMGTPE"[i];
            var lower = char.ToLowerInvariant(upper);
            var (ten, two) = (names[i].Split(',')[0], names[i].Split(',')[1]);
            foreach (var unit in new[] { i == 0 ? "kB" : $"{upper}B", $"{ten}byte", $"{ten}bytes" })
                Parse($"a = 3 {unit}").GetByteSize("a").ShouldBe(3 * thousand, unit);
            foreach (var unit in new[] { $"{upper}", $"{lower}", $"{upper}i", $"{upper}iB", $"{two}byte", $"{two}bytes" })
                Parse($"a = 3{unit}").GetByteSize("a").ShouldBe(3 * binary, unit);
        }

        Parse("a = 0.5 KiB").GetByteSize("a").ShouldBe(512);
        foreach (var wrong in new[] { "1 KB", "1 mb", "1 ki", "1 kib", "1 bits", "1 Kilobyte", "1 ZB", "1 yobibytes", "-1" })
            Should.Throw<HoconException>(() => Parse("a = " + wrong).GetByteSize("a"), wrong);
        foreach (var huge in new[] { "ZB", "zettabytes", "Zi", "z", "YB", "yottabyte", "YiB", "y" })
            Parse($"a = 0 {huge}").GetByteSize("a").ShouldBe(0, huge);
    }
}
