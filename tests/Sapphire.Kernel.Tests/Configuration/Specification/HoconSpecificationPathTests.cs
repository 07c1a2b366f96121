using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>The sections "Path expressions" and "Paths as keys".</summary>
public sealed class HoconSpecificationPathTests
{
    [Theory]
    [InlineData("foo.bar.\"hello.world\"", "foo|bar|hello.world")]
    [InlineData("10.0foo", "10|0foo")]
    [InlineData("foo10.0", "foo10|0")]
    [InlineData("foo\"10.0\"", "foo10.0")]
    [InlineData("1.2.3", "1|2|3")]
    [InlineData("3.14", "3|14")]
    [InlineData("1e5", "1e5")]
    [InlineData("a.\"\".b", "a||b")]
    [InlineData("\"\"", "")]
    [InlineData("\"a.b\".c", "a.b|c")]
    [InlineData("a\".\"b", "a.b")]
    [InlineData("true", "true")]
    [InlineData("null.true", "null|true")]
    [InlineData("3", "3")]
    [InlineData("-1", "-1")]
    [InlineData("a b c", "a b c")]
    [InlineData("  a b.c d  ", "a b|c d")]
    [InlineData("\"a\" \"b\"", "a b")]
    [InlineData("\"\\u0061\\n\"", "a\n")]
    [InlineData("\"\"\"a\"\"\".b", "a|b")]
    [InlineData("a-b_c/d", "a-b_c/d")]
    public void Path_expressions(string path, string keys)
    {
        var expected = keys.Split('|');
        HoconPath.Parse(path).Keys.ToArray().ShouldBe(expected);
        Parse($"{path} = 42").GetInt(path).ShouldBe(42, "as a key");
        Parse($"{path} = 42, seen = ${{{path}}}").GetInt("seen").ShouldBe(42, "in a substitution");
        HoconPath.Parse(HoconPath.Parse(path).ToString()).Keys.ToArray().ShouldBe(expected, customMessage: "as it is written back");
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData(".")]
    [InlineData("a. .b", true)]
    [InlineData("")]
    [InlineData("a.b.")]
    public void Path_expressions_hold_no_empty_element_without_quotes(string path, bool blankIsKey = false)
    {
        if (blankIsKey)
        {
            HoconPath.Parse(path).Keys.ToArray().ShouldBe(["a", " ", "b"], "whitespace within a path is kept");
            return;
        }

        Refused($"{path} = 1");
        Refused($"x = ${{{path}}}");
        Should.Throw<HoconException>(() => Config.Empty.HasPath(path));
    }

    [Theory]
    [InlineData("${a} = 1")]
    [InlineData("a.${b} = 1")]
    [InlineData("a${b} = 1")]
    [InlineData("x = ${${a}}")]
    [InlineData("x = ${a${b}}")]
    [InlineData("x = ${a.b[0]}")]
    [InlineData("x = ${a")]
    [InlineData("x = ${a\n}")]
    public void Path_expressions_hold_no_substitution(string text) => Refused(text);

    [Theory]
    [InlineData("foo.bar : 42", "foo { bar : 42 }")]
    [InlineData("foo.bar.baz : 42", "foo { bar { baz : 42 } }")]
    [InlineData("a.x : 42, a.y : 43", "a { x : 42, y : 43 }")]
    [InlineData("a b c : 42", "\"a b c\" : 42")]
    [InlineData("true : 42", "\"true\" : 42")]
    [InlineData("3 : 42", "\"3\" : 42")]
    [InlineData("3.14 : 42", "\"3\" : { \"14\" : 42 }")]
    [InlineData("a.b { c = 1 }, a { b.d = 2 }", "a { b { c = 1, d = 2 } }")]
    [InlineData("a { b = 1 }, a.b.c = 2", "a { b { c = 2 } }")]
    [InlineData("a.b.c = 1, a.b = 2", "a { b = 2 }")]
    [InlineData("a = 1, a.b = 2", "a { b = 2 }")]
    [InlineData("a.b += 1, a.b += 2", "a { b = [1, 2] }")]
    public void Paths_as_keys(string text, string same) => Same(text, same);

    [Theory]
    [InlineData("\"a.b\" : 42", "a.b", false)]
    [InlineData("\"a.b\" : 42", "\"a.b\"", true)]
    [InlineData("a.b : 42", "a.b", true)]
    [InlineData("a.b : 42", "\"a.b\"", false)]
    public void Paths_as_keys_a_dot_in_quotes_is_part_of_the_key(string text, string path, bool found) => Parse(text).HasPath(path).ShouldBe(found);

    [Theory]
    [InlineData("include : 42")]
    [InlineData("include foo : 42")]
    [InlineData("include { a = 1 }")]
    [InlineData("a { include : 42 }")]
    public void Paths_as_keys_do_not_begin_with_include(string text) => Refused(text, "after 'include'");
}
