using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>The members of a configuration that code written for Akka.NET calls.</summary>
public sealed class ConfigApiTests
{
    private static readonly string[] Tags = ["x", "y"];

    private readonly Config _config = ConfigurationFactory.ParseString("a { b = 1, \"c.d\" = text, l = [1, [2], { x = 3 }], n = null, e {} }, z = 5 s", _ => null);

    [Fact]
    public void Values_say_what_they_are()
    {
        Kinds("a").ShouldBe((true, false, false, false));
        Kinds("a.b").ShouldBe((false, false, true, false));
        Kinds("a.l").ShouldBe((false, true, false, false));
        Kinds("a.n").ShouldBe((false, false, false, true));
        Kinds("a.e").ShouldBe((true, false, false, true));
        _config.GetValue("a.none").ShouldBeNull();
    }

    [Fact]
    public void Values_convert_like_the_getters_do()
    {
        var root = ConfigurationFactory.ParseString("n = 7, t = yes, d = 2 h, s = 1k, p = 2 w, l = [a, b]", _ => null).Root;
        var (n, l) = (root.GetChildObject("n").ShouldNotBeNull(), root.GetChildObject("l").ShouldNotBeNull());
        (n.GetInt(), n.GetLong(), n.GetByte(), n.GetDouble(), n.GetFloat(), n.GetDecimal(), n.GetString()).ShouldBe((7, 7L, (byte)7, 7d, 7f, 7m, "7"));
        root.GetChildObject("t").ShouldNotBeNull().GetBoolean().ShouldBeTrue();
        root.GetChildObject("d").ShouldNotBeNull().GetTimeSpan().ShouldBe(TimeSpan.FromHours(2));
        root.GetChildObject("s").ShouldNotBeNull().GetByteSize().ShouldBe(1024);
        root.GetChildObject("p").ShouldNotBeNull().GetPeriod().Days.ShouldBe(14);
        l.GetStringList().ShouldBe(["a", "b"]);
        root.GetChildObject("none").ShouldBeNull();
        Should.Throw<HoconException>(() => l.GetInt()).Message.ShouldContain("'l' must be");
        Should.Throw<HoconException>(() => n.GetChildObject("x")).Message.ShouldContain("'n' must be an object");
    }

    [Fact]
    public void Values_lead_to_the_values_below_them()
    {
        var list = _config.GetValue("a.l").ShouldNotBeNull().GetArray();
        list.Count.ShouldBe(3);
        list[1].GetArray()[0].GetInt().ShouldBe(2);
        list[2].ToConfig().GetInt("x").ShouldBe(3);
        Should.Throw<HoconException>(() => list[2].GetInt()).Message.ShouldContain("'a.l[2]' must be");
        list[0].AtKey("k.k").GetInt("\"k.k\"").ShouldBe(1);
        list[0].Origin.Line.ShouldBe(1);
        list[1].ToString().ShouldBe("[2]");
    }

    [Fact]
    public void The_root_is_enumerable()
    {
        _config.AsEnumerable().Select(pair => pair.Key).ShouldBe(["a", "z"]);
        _config.AsEnumerable().Last().Value.GetTimeSpan().ShouldBe(TimeSpan.FromSeconds(5));
        _config.GetConfig("a").AsEnumerable().ElementAt(1).ShouldSatisfyAllConditions(
            pair => pair.Key.ShouldBe("c.d"), pair => pair.Value.GetString().ShouldBe("text"));
        _config.Root.ToConfig().ToString().ShouldBe(_config.ToString());
    }

    [Fact]
    public void Text_is_a_configuration()
    {
        Config config = "a = 1";
        config.WithFallback("a = 2, b = 3").GetInt("b").ShouldBe(3);
    }

    [Fact]
    public void Fallbacks_may_be_missing()
    {
        Config? none = null;
        none.IsNullOrEmpty().ShouldBeTrue();
        Config.Empty.IsNullOrEmpty().ShouldBeTrue();
        _config.IsNullOrEmpty().ShouldBeFalse();
        none.SafeWithFallback(_config).ShouldBeSameAs(_config);
        _config.SafeWithFallback(none).ShouldBeSameAs(_config);
        _config.SafeWithFallback("more = 1").ShouldNotBeNull().GetInt("more").ShouldBe(1);
    }

    [Fact]
    public void An_object_is_a_configuration()
    {
        var config = ConfigurationFactory.FromObject(new { web = new { port = 80, host = "${HOME}" }, tags = Tags, on = true, none = (string?)null });
        (config.GetInt("web.port"), config.GetString("web.host"), config.GetBoolean("on"), config.HasPath("none")).ShouldBe((80, "${HOME}", true, false));
        config.GetStringList("tags").ShouldBe(Tags);
        Should.Throw<HoconException>(() => ConfigurationFactory.FromObject("text"));
    }

    private (bool Object, bool List, bool Text, bool Empty) Kinds(string path)
    {
        var value = _config.GetValue(path).ShouldNotBeNull();
        return (value.IsObject(), value.IsArray(), value.IsString(), value.IsEmpty);
    }
}
