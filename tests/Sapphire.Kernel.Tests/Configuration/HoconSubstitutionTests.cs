using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("a = ${b}, b = 42", "a = 42, b = 42", "forward")]
    [InlineData("b = 1, a = ${b}, b = 2", "b = 2, a = 2", "the latest value counts")]
    [InlineData("animal.favorite = cat, key = ${animal.favorite} is my favorite animal", "animal { favorite = cat }, key = \"cat is my favorite animal\"", "joined")]
    [InlineData("a = x, b = ${a}\" y\"", "a = x, b = \"x y\"", "joined with quotes")]
    [InlineData("a = [1, 2], b = ${a} [3]", "a = [1, 2], b = [1, 2, 3]", "lists")]
    [InlineData("a { x = 1 }, b = ${a} { y = 2 }", "a { x = 1 }, b { x = 1, y = 2 }", "objects")]
    [InlineData("a { x = 1 }, b = ${a}, b.x = 2, c = ${b.x}", "a { x = 1 }, b { x = 2 }, c = 2", "an inherited object, changed")]
    [InlineData("a = [${b}, ${?c}, 3], b = 1", "a = [1, 3], b = 1", "an undefined item does not exist")]
    [InlineData("a = ${?b}", "", "an undefined field does not exist")]
    [InlineData("a = 1, a = ${?b}", "a = 1", "an undefined value leaves the earlier one")]
    [InlineData("a = ${?b}${?c}", "", "undefined parts alone are undefined")]
    [InlineData("a = x${?b}y", "a = xy", "an undefined part is empty")]
    [InlineData("a = null, b = ${a}", "a = null, b = null", "null is a value")]
    [InlineData("a = ${b.\"c.d\"}, b.\"c.d\" = 1", "a = 1, b { \"c.d\" = 1 }", "a quoted key")]
    [InlineData("a = \"${b}\"", "a = \"${b}\"", "not in quotes")]
    [InlineData("a { x = ${b} }, b { x = 1, y = ${a.x.x} }", "a { x { x = 1, y = 1 } }, b { x = 1, y = 1 }", "through another value, without a cycle")]
    public void A_substitution_has_the_value_of_its_path(string text, string same, string why) => Same(text, same, why);

    [Theory]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }", "bar { foo = 42, baz = 42 }", "an object refers to its own field")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }, bar { foo = 43 }", "bar { foo = 43, baz = 43 }", "to the latest value of it")]
    [InlineData("bar { a = ${foo.d}, b = 1 }, bar.b = 3, foo { c = ${bar.b}, d = 2 }, foo.d = 4", "bar { a = 4, b = 3 }, foo { c = 3, d = 4 }", "two objects refer to each other")]
    [InlineData("path = \"a:b:c\", path = ${path}\":d\"", "path = \"a:b:c:d\"", "the earlier value of itself")]
    [InlineData("path = [a], path = ${path} [b], path = ${path} [c]", "path = [a, b, c]", "twice")]
    [InlineData("foo { a { c = 1 } }, foo { a = ${foo.a} { d = 2 } }", "foo { a { c = 1, d = 2 } }", "below the root")]
    [InlineData("a = { b = 1 }, a = ${a} { c = 2 }, x = ${a.c}", "a { b = 1, c = 2 }, x = 2", "read from elsewhere")]
    [InlineData("a = ${?a}foo", "a = foo", "nothing earlier")]
    [InlineData("a = ${?a}", "", "nothing at all")]
    [InlineData("a = 1, a = ${?a}", "a = 1", "itself alone")]
    [InlineData("a = [1], a = [${a}, 2]", "a = [[1], 2]", "within a list")]
    [InlineData("a { b = 1 }, a { b = ${a.b} }", "a { b = 1 }", "an inner field")]
    public void A_self_reference_means_the_earlier_value(string text, string same, string why) => Same(text, same, why);

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("a = ${b}, b = ${a}")]
    [InlineData("a = ${b}, b = ${c}, c = ${a}")]
    [InlineData("a { b = ${a} }")]
    [InlineData("a = x${a}")]
    [InlineData("a = ${a.b}")]
    [InlineData("a = ${b.x}, b = ${a.x}")]
    [InlineData("a = [${a}]")]
    [InlineData("a { x = ${b} }, b { y = ${a} }")]
    public void A_cycle_is_an_error_with_its_place(string text)
    {
        var error = Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text, _ => null));
        error.Message.ShouldContain("refers to itself");
        error.Line.ShouldBe(1);
    }

    [Fact]
    public void A_path_without_a_value_is_an_error_with_its_place()
    {
        var error = Should.Throw<HoconException>(() => ConfigurationFactory.ParseString("a = 1\nb = x ${no.where}", _ => null));
        error.Message.ShouldBe("line 2, column 7: ${no.where} has no value: neither the configuration nor the environment defines it; write ${?no.where} if it may be missing");
    }

    [Fact]
    public void What_the_configuration_lacks_comes_from_the_environment()
    {
        var config = ConfigurationFactory.ParseString(
            "port = 80, port = ${?PORT}, home = ${HOME}/data, level = info, level = ${?LEVEL}, empty = 1, empty = ${?EMPTY}",
            name => name switch { "PORT" => "9090", "HOME" => "/home/x", "EMPTY" => "", _ => null });
        config.GetInt("port").ShouldBe(9090);
        config.GetString("home").ShouldBe("/home/x/data");
        config.GetString("level").ShouldBe("info");
        config.GetString("empty").ShouldBe("", "an empty variable is a value too");
        config.OriginOf("port").ShouldBe(new ConfigOrigin(null, 0, 0, "PORT"));
        config.OriginOf("port").ToString().ShouldBe("environment variable PORT");
    }

    [Fact]
    public void The_configuration_wins_over_the_environment_and_null_hides_it()
    {
        ConfigurationFactory.ParseString("HOME = here, a = ${HOME}", _ => "there").GetString("a").ShouldBe("here");
        ConfigurationFactory.ParseString("HOME = null, a = ${HOME}", _ => "there").HasPath("a").ShouldBeFalse();
    }

    [Fact]
    public void Plus_equals_does_not_take_its_first_item_from_the_environment() =>
        ConfigurationFactory.ParseString("PATH += x", _ => "/bin").GetStringList("PATH").ShouldBe(["x"]);

    [Theory]
    [InlineData("${X}${X}")]
    [InlineData("[${X}, ${X}]")]
    [InlineData("${X} ${X}")]
    [InlineData("{ l = ${X}, r = ${X} }")]
    public void Doubling_again_and_again_ends_in_an_error(string twice)
    {
        var text = "x0 = [0123456789]\n" + string.Join('\n', Enumerable.Range(1, 60).Select(i =>
            $"x{i} = " + twice.Replace("${X}", $"${{x{i - 1}}}", StringComparison.Ordinal)));
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text, _ => null).ToString());
    }

    [Fact]
    public void A_later_value_of_another_kind_hides_what_is_below_it()
    {
        var first = Parse("a { x = 1 }");
        first.WithFallback(Parse("a = 42")).WithFallback(Parse("a { y = 2 }")).ToString().ShouldBe(Parse("a { x = 1 }").ToString());
        first.WithFallback(Parse("a { y = 2 }")).WithFallback(Parse("a = 42")).ToString().ShouldBe(Parse("a { y = 2, x = 1 }").ToString());
        Parse("b = { y = 2 }, a { x = 1 }, a = 5, a = ${b}").ToString().ShouldBe(Parse("b { y = 2 }, a { y = 2 }").ToString());
    }

    private static Config Parse(string text) => ConfigurationFactory.ParseString(text, _ => null);

    private static void Same(string text, string same, string why) => Parse(text).ToString().ShouldBe(Parse(same).ToString(), why);
}
