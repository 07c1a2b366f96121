using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("5 s", 5_000)]
    [InlineData("5s", 5_000)]
    [InlineData("100ms", 100)]
    [InlineData("100", 100)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1 minute", 60_000)]
    [InlineData("1.5 h", 5_400_000)]
    [InlineData("30d", 2_592_000_000)]
    [InlineData("1 day", 86_400_000)]
    [InlineData("2500 us", 2.5)]
    [InlineData("2000000 nanoseconds", 2)]
    [InlineData("-3 s", -3_000)]
    [InlineData("\"  7  seconds \"", 7_000)]
    [InlineData("1e3", 1000)]
    public void Durations(string text, double milliseconds) =>
        ConfigurationFactory.ParseString("a = " + text).GetTimeSpan("a").TotalMilliseconds.ShouldBe(milliseconds);

    [Fact]
    public void An_infinite_duration() =>
        ConfigurationFactory.ParseString("a = infinite").GetTimeSpan("a").ShouldBe(Timeout.InfiniteTimeSpan);

    [Theory]
    [InlineData("10 MiB", 10L << 20)]
    [InlineData("512k", 512L << 10)]
    [InlineData("512K", 512L << 10)]
    [InlineData("1 MB", 1_000_000)]
    [InlineData("1 kB", 1_000)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("64", 64)]
    [InlineData("64 B", 64)]
    [InlineData("2 megabytes", 2_000_000)]
    [InlineData("2 mebibytes", 2L << 20)]
    [InlineData("7 EiB", 7L << 60)]
    [InlineData("1 e", 1L << 60)]
    public void Sizes(string text, long bytes) => ConfigurationFactory.ParseString("a = " + text).GetByteSize("a").ShouldBe(bytes);

    [Theory]
    [InlineData("5 S")]
    [InlineData("5 fortnights")]
    [InlineData("s")]
    [InlineData("\"\"")]
    [InlineData("1 2 s")]
    [InlineData("1e300 d")]
    [InlineData("99999999999999999999 d")]
    [InlineData("[1]")]
    [InlineData("-1 ms")]
    public void What_is_no_duration_is_an_error_with_its_place(string text)
    {
        var error = Should.Throw<HoconException>(() => ConfigurationFactory.ParseString("\na = " + text).GetTimeSpan("a"));
        error.Message.ShouldStartWith("line 2, column 5: 'a' must be a duration");
    }

    [Theory]
    [InlineData("1 KB")]
    [InlineData("-1")]
    [InlineData("8 EiB")]
    [InlineData("1 YiB")]
    [InlineData("ten")]
    public void What_is_no_size_is_an_error(string text) =>
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString("a = " + text).GetByteSize("a")).Message.ShouldContain("must be a size");

    [Fact]
    public void Values_convert_as_the_specification_says()
    {
        var config = ConfigurationFactory.ParseString("i = 42, s = \"43\", d = 1.5e3, t = on, f = \"no\", n = null, l = [1, x, true], o { a = 1 }, big = 5000000000");
        config.GetInt("i").ShouldBe(42);
        config.GetInt("s").ShouldBe(43);
        config.GetString("i").ShouldBe("42");
        config.GetString("d").ShouldBe("1.5e3");
        config.GetDouble("d").ShouldBe(1500);
        config.GetLong("big").ShouldBe(5_000_000_000);
        config.GetBoolean("t").ShouldBeTrue();
        config.GetBoolean("f").ShouldBeFalse();
        config.GetStringList("l").ShouldBe(["1", "x", "true"]);
        config.GetConfig("o").GetInt("a").ShouldBe(1);
        config.GetConfig("none").IsEmpty.ShouldBeTrue();
        config.HasPath("n").ShouldBeFalse();
        config.HasPath("o.a").ShouldBeTrue();
        config.HasPath("i.a").ShouldBeFalse();
    }

    [Fact]
    public void A_missing_value_has_its_default_or_is_an_error()
    {
        var config = ConfigurationFactory.ParseString("n = null");
        config.GetInt("x", 7).ShouldBe(7);
        config.GetString("n", "d").ShouldBe("d");
        config.GetTimeSpan("x", TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(1));
        config.GetStringList("x").ShouldBeEmpty();
        Should.Throw<HoconException>(() => config.GetInt("x")).Message.ShouldContain("'x' has no value; expected a whole number");
        Should.Throw<HoconException>(() => config.GetString("n"));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_an_error_with_its_place()
    {
        var config = ConfigurationFactory.ParseString("a = x\nb = [1]\nc { d = 1 }\ne = 5000000000");
        Should.Throw<HoconException>(() => config.GetInt("a")).Message.ShouldBe("line 1, column 5: 'a' must be a whole number, not 'x'");
        Should.Throw<HoconException>(() => config.GetString("b")).Message.ShouldBe("line 2, column 5: 'b' must be a string, not a list");
        Should.Throw<HoconException>(() => config.GetBoolean("c")).Message.ShouldContain("not an object");
        Should.Throw<HoconException>(() => config.GetConfig("a")).Message.ShouldContain("must be an object");
        Should.Throw<HoconException>(() => config.GetStringList("a")).Message.ShouldContain("must be a list");
        Should.Throw<HoconException>(() => config.GetInt("e")).Message.ShouldContain("from -2147483648");
        Should.Throw<HoconException>(() => config.GetInt("a..b"));
    }
}
