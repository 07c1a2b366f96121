using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>The section "Substitutions" with its parts.</summary>
public sealed class HoconSpecificationSubstitutionTests
{
    [Theory]
    [InlineData("a = ${b}, b = 1", "a = 1, b = 1", "forward")]
    [InlineData("b = 1, a = ${b}", "b = 1, a = 1", "backward")]
    [InlineData("b = 1, a = ${b}, b = 2", "b = 2, a = 2", "the value assigned last")]
    [InlineData("b { x = 1 }, a = ${b}, b { y = 2 }", "b { x = 1, y = 2 }, a { x = 1, y = 2 }", "the merged object")]
    [InlineData("b.c = 1, x { a = ${b.c} }", "b.c = 1, x.a = 1", "from the root, wherever it stands")]
    [InlineData("c = 1, x { c = 2, a = ${c} }", "c = 1, x { c = 2, a = 1 }", "not relative to its own object")]
    [InlineData("a = ${ b . c }, \"b \".\" c\" = 1", "a = 1, \"b \".\" c\" = 1", "whitespace inside a path counts")]
    [InlineData("a = ${ b }, b = 1", "a = 1, b = 1", "around it, it does not")]
    [InlineData("a = \"${b}\", b = 1", "a = \"$\"\"{b}\", b = 1", "not in quotes")]
    [InlineData("animal.favorite = cat, key : ${animal.favorite} is my favorite animal", "animal.favorite = cat, key = \"cat is my favorite animal\"", "before text")]
    [InlineData("animal.favorite = cat, key : ${animal.favorite}\" is my favorite animal\"", "animal.favorite = cat, key = \"cat is my favorite animal\"", "before quoted text")]
    public void Substitutions(string text, string same, string why) => Same(text, same, why);

    [Theory]
    [InlineData("{ x = 1 }")]
    [InlineData("[1, [2]]")]
    [InlineData("1.50")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("text")]
    public void Substitutions_keep_the_type_when_they_stand_alone(string value) => Same($"b = {value}, a = ${{b}}, l = [${{b}}]", $"b = {value}, a = {value}, l = [{value}]");

    [Theory]
    [InlineData("a = ${ ?b}")]
    [InlineData("a = $ {b}")]
    [InlineData("a = $b")]
    [InlineData("a = ${?}")]
    [InlineData("a = ${}")]
    [InlineData("a = ${??b}")]
    public void Substitutions_have_one_spelling(string text) => Refused(text);

    [Fact]
    public void Substitutions_without_a_value_are_an_error() =>
        Refused("a = 1\nb = ${not.there}", "${not.there} has no value").Line.ShouldBe(2);

    [Theory]
    [InlineData("a = ${?b}", "", "no field")]
    [InlineData("a = 1, a = ${?b}", "a = 1", "the earlier value stays")]
    [InlineData("a { x = 1 }, a = ${?b}, a { y = 2 }", "a { x = 1, y = 2 }", "as if it were not there")]
    [InlineData("a = [${?b}, 1, ${?b}]", "a = [1]", "no item")]
    [InlineData("a = ${?b}${?c}", "", "nothing of nothing")]
    [InlineData("a = x${?b}", "a = \"x\"", "an empty string in a string")]
    [InlineData("a = [1] ${?b}", "a = [1]", "an empty list beside a list")]
    [InlineData("a = { x = 1 } ${?b}", "a { x = 1 }", "an empty object beside an object")]
    [InlineData("b = null, a = 1, a = ${?b}", "b = null, a = null", "null is a value")]
    public void Substitutions_that_are_optional(string text, string same, string why) => Same(text, same, why);

    [Theory]
    [InlineData("path : \"a:b:c\", path : ${path}\":d\"", "path = \"a:b:c:d\"")]
    [InlineData("a = 1, a = ${a}", "a = 1")]
    [InlineData("a.b.c = 1, a.b.c = ${a.b.c}", "a.b.c = 1")]
    [InlineData("a { b = 5 }, a = ${a}", "a { b = 5 }")]
    [InlineData("a.b { c = 5 }, a.b = ${a.b}", "a.b { c = 5 }")]
    [InlineData("a = 1, a = ${a}, a = 2", "a = 2")]
    [InlineData("a { b = 5 }, a = ${a}, a { c = 6 }", "a { b = 5, c = 6 }")]
    [InlineData("a = ${a}, a = 1", "a = 1")]
    [InlineData("a = 1, a = ${?a}foo${?a}", "a = \"1foo1\"")]
    [InlineData("foo : { a : 1 }, foo : ${foo}", "foo { a = 1 }")]
    [InlineData("foo : ${?foo}", "")]
    [InlineData("foo : ${does-not-exist}, foo : 42", "foo = 42")]
    [InlineData("foo : ${foo}, foo : 42", "foo = 42")]
    [InlineData("foo { a = ${nowhere}, b { c = ${nowhere}, d = 1 } }, x { a = 1, b.c = 2 }, foo = ${x}", "foo { a = 1, b { c = 2, d = 1 } }, x { a = 1, b.c = 2 }")]
    [InlineData("x { a = 1 }, foo = { a = ${nowhere}, b = 2 } ${x}", "x { a = 1 }, foo { a = 1, b = 2 }")]
    [InlineData("x = 5, x = { a = 1 }, y = { b = 2 }, y = ${x}", "x { a = 1 }, y { b = 2, a = 1 }")]
    [InlineData("x { f = 5 }, x { f { a = 1 } }, y { f { b = 2 } }, y = ${x}", "x { f { a = 1 } }, y { f { b = 2, a = 1 } }")]
    [InlineData("foo : { a : { c : 1 } }, foo : ${foo.a}, foo : { a : 2 }", "foo : { a : 2, c : 1 }")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", "bar { foo = 42, baz = 42 }")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }, bar : { foo : 43 }", "bar { foo = 43, baz = 43 }")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }, bar.b = 3, foo : { c : ${bar.b}, d : 2 }, foo.d = 4", "bar { a = 4, b = 3 }, foo { c = 3, d = 4 }")]
    [InlineData("a = ${?a}foo", "a = foo")]
    [InlineData("b = ${?a}, a = ${?b}foo", "b = foo, a = foo")]
    [InlineData("foo = ${a.b.c}, a { b { c = 42, cycle = ${foo} }, cycle = ${foo} }", "foo = 42, a { b { c = 42, cycle = 42 }, cycle = 42 }")]
    [InlineData("c { x : [], x : ${c.x}[1], x : ${c.x}[2] }", "c { x = [1, 2] }")]
    [InlineData("d { x = [] }, c : ${d}, c { x : ${c.x}[1], x : ${c.x}[2] }", "d { x = [] }, c { x = [1, 2] }")]
    [InlineData("r: { d.x=[] }, q: ${r}, q : { d { x = [] }, c : ${q.d}, c { x : ${q.c.x}[1], x : ${q.c.x}[2] } }", "r { d { x = [] } }, q { d { x = [] }, c { x = [1, 2] } }")]
    [InlineData("foo { a = [1] }, foo = ${?base}, foo { a = ${foo.a} [2] }", "foo { a = [1, 2] }")]
    [InlineData("base { a = [0] }, foo { a = [1] }, foo = ${base}, foo { a = ${foo.a} [2] }", "base { a = [0] }, foo { a = [0, 2] }")]
    public void Self_referential_substitutions(string text, string same) => Same(text, same);

    [Theory]
    [InlineData("foo : ${foo}")]
    [InlineData("foo : ${foo}, foo : { a : 1 }")]
    [InlineData("a : { b : ${a} }")]
    [InlineData("a : [${a}]")]
    [InlineData("a = ${a}bc")]
    [InlineData("bar : ${foo}, foo : ${bar}")]
    [InlineData("a : ${b}, b : ${c}, c : ${a}")]
    [InlineData("foo = ${bar}, bar = ${a.b.c}, a.b.c = ${foo}")]
    [InlineData("x = ${?foo}, foo = ${bar}, bar = ${foo}")]
    [InlineData("a = ${nonexistent}, a { b = 42 }")]
    [InlineData("a { b = ${a.b} }")]
    [InlineData("a { b { c = ${a} } }")]
    [InlineData("a = [{ b = ${a} }]")]
    public void Self_referential_substitutions_without_an_end_are_an_error(string text) => Refused(text);

    [Fact]
    public void Self_referential_substitutions_through_optional_ones_only_are_undefined() =>
        Same("foo = ${?bar}, bar = ${?a.b.c}, a.b.c = ${?foo}", "a { b {} }");

    [Theory]
    [InlineData("a : 1, b : 2, a : ${b}, b : ${a}")]
    [InlineData("b : 2, a : 1, b : ${a}, a : ${b}")]
    [InlineData("a = 1, b { c = 5 }, b = ${a}, a = ${b}")]
    [InlineData("a = 1, b = ${a}, a = ${b}")]
    public void Self_referential_substitutions_that_cross_give_both_the_same_value(string text)
    {
        var config = Parse(text).Tree;
        HoconRenderer.Text(config.Fields["a"]).ShouldBe(HoconRenderer.Text(config.Fields["b"]));
    }

    [Fact]
    public void Self_referential_substitutions_see_what_is_below_them_wherever_they_are_asked_from()
    {
        var config = Parse(
            """
            item1.b.c = 100
            defaults { a = ${item1.b.c}, b = 2 }
            item1 = ${defaults}
            item1.b = { c : 43 }
            item2.b = ${item1.b}
            """);
        (config.GetInt("item1.b.c"), config.GetInt("item2.b.c"), config.GetInt("defaults.a"), config.GetInt("item1.a")).ShouldBe((43, 43, 100, 100));
        Same("defaults { a = 1, b = 2 }, item1 = ${defaults}, item1.b = 3, item2.b = ${item1.b}", "defaults { a = 1, b = 2 }, item1 { a = 1, b = 3 }, item2.b = 3");
        Same(
            "defaults { a = 1, b = 2 }, item1 = ${defaults}, item1.b = { c = 43 }, item2.b = ${item1.b}",
            "defaults { a = 1, b = 2 }, item1 { a = 1, b { c = 43 } }, item2.b { c = 43 }");
        Same("defaults { a = 1, b = 2 }, item1.b = 7, item1 = ${defaults}, item2.b = ${item1.b}", "defaults { a = 1, b = 2 }, item1 { b = 2, a = 1 }, item2.b = 2");
    }

    [Theory]
    [InlineData("a += b", "a = [b]")]
    [InlineData("a = [], a += b", "a = [b]")]
    [InlineData("a = [1], a += 2, a += [3], a += { b = 4 }", "a = [1, 2, [3], { b = 4 }]")]
    [InlineData("x.y.a += 1, x { y { a += 2 } }", "x.y.a = [1, 2]")]
    [InlineData("a += ${b}, b = 1, a += ${b} x", "a = [1, \"1 x\"], b = 1")]
    [InlineData("a = [1], b = [2], a += ${b}", "a = [1, [2]], b = [2]")]
    [InlineData("d { x = [0] }, c : ${d}, c { x += 1, x += 2 }", "d { x = [0] }, c { x = [0, 1, 2] }")]
    [InlineData("a = ${b}, a += 2, b = [1]", "a = [1, 2], b = [1]")]
    [InlineData("a = [1], a = null, a = [2], a += 3", "a = [2, 3]")]
    [InlineData("a += 1, a = [2]", "a = [2]")]
    [InlineData("a { 0 = x, 1 = y }, a += z", "a = [x, y, z]")]
    [InlineData("x = [ { a += 1, a += 2, a += 3 } ]", "x = [ { a = [1, 2, 3] } ]")]
    [InlineData("x += { a += 1, a += 2 }, x += { a = [3], a += 4 }", "x = [ { a = [1, 2] }, { a = [3, 4] } ]")]
    [InlineData("x = { a = [1] } { a += 2 }", "x { a = [1, 2] }")]
    [InlineData("a = [1], a += ${?no}", "a = [1]")]
    public void The_append_separator(string text, string same) => Same(text, same);

    [Theory]
    [InlineData("a = 1, a += 2")]
    [InlineData("a = text, a += 2")]
    [InlineData("a = null, a += 2")]
    [InlineData("a { b = 1 }, a += 2")]
    [InlineData("a + = 1")]
    public void The_append_separator_appends_to_lists_only(string text) => Refused(text);

    [Fact]
    public void The_append_separator_is_as_quick_for_thousands_of_items()
    {
        const int Count = 5_000;
        var list = Parse(string.Concat(Enumerable.Range(0, Count).Select(i => $"a += {i}\n"))).GetIntList("a");
        (list.Count, list[0], list[^1]).ShouldBe((Count, 0, Count - 1));
        Parse("p = []\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"p = ${{p}} [{i}]\n"))).GetIntList("p").Count.ShouldBe(150);
    }

    [Fact]
    public void Substitution_fallback_to_environment_variables()
    {
        var config = ConfigurationFactory.ParseString(
            "a = ${HOME}, b = ${?PORT}, c = ${?NONE}, d = ${EMPTY}, e = ${dotted.name}, f = ${HOME}/x, home = 1, g = ${home}",
            name => name switch { "HOME" => "/home/x", "PORT" => "80", "EMPTY" => "", "dotted.name" => "dots", "home" => "wrong case", _ => null });
        config.ToString().ShouldBe(
            Parse("a = \"/home/x\", b = \"80\", d = \"\", e = dots, f = \"/home/x/x\", home = 1, g = 1").ToString(), "variables are strings");
        config.GetInt("b").ShouldBe(80, "that convert like any other");
        config.HasPath("c").ShouldBeFalse();
        config.OriginOf("b").ToString().ShouldBe("environment variable PORT");
    }

    [Theory]
    [InlineData("HOME = null, a = ${HOME}")]
    [InlineData("HOME = null, a = ${?HOME}")]
    public void Substitution_fallback_to_environment_variables_is_blocked_by_null(string text)
    {
        var config = ConfigurationFactory.ParseString(text, _ => "there");
        config.HasPath("a").ShouldBeFalse();
        config.GetValue("a").ShouldNotBeNull().IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Substitution_fallback_to_environment_variables_is_blocked_by_any_value_and_comes_before_missing() =>
        ConfigurationFactory.ParseString("HOME { x = 1 }, a = ${HOME.x}, b = ${?HOME.y}", name => name == "HOME" ? "there" : null)
            .ToString().ShouldBe(Parse("HOME { x = 1 }, a = 1").ToString());
}
