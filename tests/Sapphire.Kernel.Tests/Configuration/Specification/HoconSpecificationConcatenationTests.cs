using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>The section "Value concatenation" with its parts and notes.</summary>
public sealed class HoconSpecificationConcatenationTests
{
    [Theory]
    [InlineData(" foo bar baz ", "foo bar baz")]
    [InlineData("foo\t  \u00a0bar", "foo\t  \u00a0bar")]
    [InlineData("\"foo bar\"", "foo bar")]
    [InlineData("\"foo\" \"bar\"", "foo bar")]
    [InlineData("\"foo\"\"bar\"", "foobar")]
    [InlineData("foo\"bar\"baz", "foobarbaz")]
    [InlineData("\"\"\"foo\"\"\" bar", "foo bar")]
    [InlineData("true false null", "true false null")]
    [InlineData("true foo", "true foo")]
    [InlineData("1e5 1.50 010", "1e5 1.50 010")]
    [InlineData("1 2 3 4", "1 2 3 4")]
    [InlineData("5 minutes", "5 minutes")]
    [InlineData("\" \"foo\" \"", " foo ")]
    [InlineData("foo include bar", "foo include bar")]
    public void String_value_concatenation(string value, string text)
    {
        Parse("a = " + value).GetString("a").ShouldBe(text);
        Parse("a = [" + value + "]").GetStringList("a").ShouldBe([text]);
        Parse("a { b = " + value + " }").GetString("a.b").ShouldBe(text);
    }

    [Theory]
    [InlineData("true", HoconScalarKind.Boolean)]
    [InlineData("null", HoconScalarKind.Null)]
    [InlineData("1e5", HoconScalarKind.Number)]
    [InlineData("  true  # x", HoconScalarKind.Boolean)]
    [InlineData("${n}", HoconScalarKind.Number)]
    [InlineData("true \"\"", HoconScalarKind.String)]
    [InlineData("${n}\"\"", HoconScalarKind.String)]
    public void String_value_concatenation_leaves_a_single_value_its_type(string value, object kind) =>
        Parse("n = 1, a = " + value).Tree.Fields["a"].ShouldBeOfType<HoconScalar>().ScalarKind.ShouldBe((HoconScalarKind)kind);

    [Fact]
    public void String_value_concatenation_keeps_numbers_as_they_were_written() =>
        Parse("n = 1e5, m = 1.500, a = ${n}/${m}").GetString("a").ShouldBe("1e5/1.500");

    [Fact]
    public void String_value_concatenation_spans_no_new_line()
    {
        Same("a = [foo\nbar]", "a = [\"foo\", \"bar\"]");
        Refused("a = foo\nbar");
    }

    [Theory]
    [InlineData("a { b : 1, c : 2 }")]
    [InlineData("a : { b : 1 } { c : 2 }")]
    [InlineData("a : { b : 1 }\na : { c : 2 }")]
    [InlineData("a : { b : 7 }{ b : 1 }\t{ c : 2 }")]
    [InlineData("x { b : 1 }, a : ${x} { c : 2 }, x = null, x = { b : 1 }")]
    public void Array_and_object_concatenation_of_objects(string text) => Parse(text).GetConfig("a").ToString().ShouldBe(Parse("b = 1, c = 2").ToString());

    [Theory]
    [InlineData("a : [ 1, 2, 3, 4 ]")]
    [InlineData("a : [ 1, 2 ] [ 3, 4 ]")]
    [InlineData("a : [ 1, 2 ][\n3\n4\n]")]
    [InlineData("a : [ 1, 2 ]\na : ${a} [ 3, 4 ]")]
    [InlineData("x = [1], y = [2], a = ${x} ${y} [ 3, 4 ]")]
    [InlineData("a : [] [ 1, 2, 3, 4 ] []")]
    public void Array_and_object_concatenation_of_lists(string text) => Parse(text).GetIntList("a").ShouldBe([1, 2, 3, 4]);

    [Fact]
    public void Array_and_object_concatenation_is_how_objects_inherit_and_paths_grow()
    {
        var config = Parse(
            """
            data-center-generic = { cluster-size = 6 }
            data-center-east = ${data-center-generic} { name = "east" }
            path = [ /bin ]
            path = ${path} [ /usr/bin ]
            """);
        config.GetInt("data-center-east.cluster-size").ShouldBe(6);
        config.GetString("data-center-east.name").ShouldBe("east");
        config.GetStringList("path").ShouldBe(["/bin", "/usr/bin"]);
    }

    [Theory]
    [InlineData("a = [1] x")]
    [InlineData("a = x [1]")]
    [InlineData("a = { b = 1 } x")]
    [InlineData("a = x { b = 1 }")]
    [InlineData("a = [1] { b = 1 }")]
    [InlineData("a = { b = 1 } [1]")]
    [InlineData("a = [1] null")]
    [InlineData("a = null { b = 1 }")]
    [InlineData("a = [1] \"\"")]
    [InlineData("l = [1], a = ${l} x")]
    [InlineData("l = [1], a = \"x\"${l}")]
    [InlineData("o { b = 1 }, a = ${o} x")]
    [InlineData("o { b = 1 }, l = [1], a = ${o} ${l}")]
    [InlineData("s = x, a = ${s} [1]")]
    [InlineData("s = x, a = { b = 1 } ${s}")]
    [InlineData("n = null, a = ${n} [1]")]
    public void Array_and_object_concatenation_mixes_nothing(string text) => Refused(text, "cannot be joined");

    [Fact]
    public void Array_and_object_concatenation_ends_at_a_new_line()
    {
        Same("a = [ [1]\n[2] ]", "a = [ [1], [2] ]");
        Same("a = [ { x = 1 }\n{ y = 2 } ]", "a = [ { x = 1 }, { y = 2 } ]");
        Refused("a = [1]\n[2]");
        Refused("a = { x = 1 }\n{ y = 2 }");
    }

    [Theory]
    [InlineData("[1] = 2")]
    [InlineData("{} = 2")]
    [InlineData("a[1] = 2")]
    [InlineData("a = 1, {} { b = 2 }")]
    public void Array_and_object_concatenation_makes_no_keys(string text) => Refused(text);

    [Fact]
    public void Concatenation_with_whitespace_and_substitutions()
    {
        Same("a = x, b = y, c = ${a} ${b}", "a = x, b = y, c = \"x y\"", "whitespace between strings counts");
        Same("a = [1], b = [2], c = ${a} \t ${b}", "a = [1], b = [2], c = [1, 2]", "between lists it does not");
        Same("a { x = 1 }, b { y = 2 }, c = ${a} ${b}", "a { x = 1 }, b { y = 2 }, c { x = 1, y = 2 }", "nor between objects");
        Refused("a = [1], b = [2], c = ${a}\" \"${b}", "cannot be joined");
        Refused("a { x = 1 }, b { y = 2 }, c = ${a}\" \"${b}", "cannot be joined");
    }

    [Fact]
    public void Concatenation_with_undefined_parts()
    {
        Same("a = foo${?no}", "a = \"foo\"");
        Same("a = foo ${?no} bar", "a = \"foo  bar\"", "the whitespace on both sides stays");
        Same("a = [1] ${?no}", "a = [1]");
        Same("a = ${?no} { x = 1 }", "a { x = 1 }");
        Same("a = ${?no}${?nor}", "", "nothing but undefined parts");
        Same("a = \"\"${?no}${?nor}", "a = \"\"", "an empty string is a part");
        Same("a = [${?no}${?nor}, ${?no} x]", "a = [\" x\"]", "the whitespace between parts is kept, also where one is undefined");
    }

    [Fact]
    public void Arrays_without_commas_or_newlines()
    {
        Same("a = [ 1 2 3 4 ]", "a = [\"1 2 3 4\"]");
        Same("a = [ 1\n2\n3\n4 ]", "a = [1, 2, 3, 4]");
        Same("a = [ [ 1, 2 ] [ 3, 4 ] ]", "a = [ [1, 2, 3, 4] ]");
        Same("a = [ [ 1, 2 ]\n [ 3, 4 ] ]", "a = [ [1, 2], [3, 4] ]");
        Same(
            "name = N, world = W, a = [ This is an unquoted string my name is ${name}, Hello ${world} ]",
            "name = N, world = W, a = [\"This is an unquoted string my name is N\", \"Hello W\"]");
        Same("a = 1, b = 2, x = [3], y = [4], l = [ ${a} ${b}, ${x} ${y} ]", "a = 1, b = 2, x = [3], y = [4], l = [\"1 2\", [3, 4]]");
        Refused("a = 1 b = 2");
    }
}
