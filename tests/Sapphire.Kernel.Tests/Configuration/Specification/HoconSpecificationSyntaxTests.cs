using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>The sections from "Unchanged from JSON" to "Multi-line strings", one test or more for each.</summary>
public sealed class HoconSpecificationSyntaxTests
{
    [Theory]
    [InlineData("""{"a":"x","b":-1.5e+3,"c":{"d":[1,[],{}]},"e":true,"f":false,"g":null}""")]
    [InlineData("{\r\n\t\"a\" : [ \"\\u00e9\\/\\b\\f\\n\\r\\t\\\\\\\"\" ]\r\n}")]
    [InlineData("{\"\":\"empty key\",\"a.b\":\"one key\"}")]
    [InlineData("{\"a\":\"\u007f\u0085\u2028\"}")]
    public void Unchanged_from_json_a_document_reads_as_json_reads_it(string json) => JsonEquality.ShouldMeanTheSame(json);

    [Theory]
    [InlineData("1", HoconScalarKind.Number)]
    [InlineData("-0", HoconScalarKind.Number)]
    [InlineData("1.5e-3", HoconScalarKind.Number)]
    [InlineData("-1E+5", HoconScalarKind.Number)]
    [InlineData("NaN", HoconScalarKind.String)]
    [InlineData("Infinity", HoconScalarKind.String)]
    [InlineData("-", HoconScalarKind.String)]
    [InlineData("1.", HoconScalarKind.String)]
    [InlineData(".5", HoconScalarKind.String)]
    [InlineData("0x10", HoconScalarKind.String)]
    [InlineData("true", HoconScalarKind.Boolean)]
    [InlineData("True", HoconScalarKind.String)]
    [InlineData("yes", HoconScalarKind.String)]
    [InlineData("null", HoconScalarKind.Null)]
    [InlineData("\"null\"", HoconScalarKind.String)]
    [InlineData("\"1\"", HoconScalarKind.String)]
    public void Unchanged_from_json_values_have_the_types_of_json(string text, object kind) =>
        Parse($"a = {text}").Tree.Fields["a"].ShouldBeOfType<HoconScalar>().ScalarKind.ShouldBe((HoconScalarKind)kind);

    [Theory]
    [InlineData("a = \"\t\"")]
    [InlineData("a = \"\u0000\"")]
    [InlineData("a = \"\\x\"")]
    [InlineData("a = \"\\u12\"")]
    [InlineData("a = \"two\nlines\"")]
    [InlineData("a = \"open")]
    public void Unchanged_from_json_a_quoted_string_is_one_of_json(string text) => Refused(text);

    [Theory]
    [InlineData("# one\n// two\na = 1")]
    [InlineData("a # one\n = // two\n 1 # three")]
    [InlineData("a = 1//x")]
    [InlineData("a = 1#x")]
    [InlineData("{ # x\n a = 1 // x\n } # x")]
    [InlineData("#\na = 1\n#")]
    public void Comments_reach_to_the_end_of_the_line(string text) => Same(text, "a = 1");

    [Theory]
    [InlineData("\"# x\"", "# x")]
    [InlineData("\"// x\"", "// x")]
    [InlineData("\"\"\"# x // y\"\"\"", "# x // y")]
    [InlineData("a/b", "a/b")]
    [InlineData("http:", null)]
    public void Comments_do_not_begin_inside_quotes_nor_with_one_slash(string value, string? text)
    {
        if (text is null)
            Refused("a = " + value + "//x");
        else
            Parse("a = " + value).GetString("a").ShouldBe(text);
    }

    [Fact]
    public void Comments_within_a_list_end_an_item_like_the_newline_they_hold() => Same("a = [1 # x\n2 // y\n]", "a = [1, 2]");

    [Theory]
    [InlineData("a = 1, b = 2")]
    [InlineData("{ a = 1, b = 2 }")]
    [InlineData("\n\n{ a = 1, b = 2 }\n\n")]
    public void Omit_root_braces(string text) => Same(text, "a = 1\nb = 2");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\n#\n")]
    public void Omit_root_braces_an_empty_text_is_an_empty_object(string text) => Parse(text).IsEmpty.ShouldBeTrue();

    [Theory]
    [InlineData("a = 1 }")]
    [InlineData("{ a = 1")]
    [InlineData("{ a = 1 } }")]
    [InlineData("{ a = 1 } b = 2")]
    [InlineData("{}{}")]
    [InlineData("{},")]
    [InlineData("[1, 2]")]
    [InlineData("just text")]
    [InlineData("42")]
    public void Omit_root_braces_they_are_balanced_and_the_root_is_an_object(string text) => Refused(text);

    [Theory]
    [InlineData("a : { b : 1 }")]
    [InlineData("a = { b = 1 }")]
    [InlineData("a { b : 1 }")]
    [InlineData("a{b=1}")]
    [InlineData("\"a\"{\"b\":1}")]
    [InlineData("a\n{\nb\n=\n1\n}")]
    public void Key_value_separator(string text) => Same(text, "a = { b = 1 }");

    [Theory]
    [InlineData("a [1]")]
    [InlineData("a 1")]
    [InlineData("a == 1")]
    [InlineData("a := 1")]
    [InlineData("a")]
    [InlineData("a =")]
    [InlineData("a = \n}")]
    public void Key_value_separator_only_an_object_does_without(string text) => Refused(text);

    [Theory]
    [InlineData("[1,2,3,]")]
    [InlineData("[1\n2\n3]")]
    [InlineData("[1,\n\n2\n\n,3\n,\n]")]
    public void Commas_in_a_list(string list) => Same("a = " + list, "a = [1,2,3]");

    [Theory]
    [InlineData("{ x = 1, y = 2, }")]
    [InlineData("{ x = 1\ny = 2 }")]
    [InlineData("{ x = 1\n,\ny = 2\n,\n}")]
    public void Commas_in_an_object(string value) => Same("a = " + value, "a = { x = 1, y = 2 }");

    [Theory]
    [InlineData("a = [1,2,3,,]")]
    [InlineData("a = [,1,2,3]")]
    [InlineData("a = [1,,2,3]")]
    [InlineData("a = [,]")]
    [InlineData("a = { x = 1,, y = 2 }")]
    [InlineData("a = { , x = 1 }")]
    [InlineData("a = { x = 1,, }")]
    [InlineData("a = 1,,")]
    [InlineData(",a = 1")]
    public void Commas_are_single(string text) => Refused(text);

    [Fact]
    public void Whitespace_is_what_unicode_separates_with_and_the_controls_of_the_list()
    {
        const string Blanks =
            "\t\v\f\r \u001c\u001d\u001e\u001f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
        foreach (var blank in Blanks)
            Same($"{blank}a{blank}={blank}1{blank}\n{blank}b{blank}:{blank}[{blank}x{blank},{blank}y{blank}]{blank}", "a = 1, b = [x, y]", $"U+{(int)blank:X4}");
        Same(Blanks + "a" + Blanks + "=" + Blanks + "1" + Blanks, "a = 1");
    }

    [Theory]
    [InlineData('\u200b')]
    [InlineData('\u0085')]
    [InlineData('\u0001')]
    [InlineData('\u007f')]
    public void Whitespace_is_nothing_else(char character) => Parse($"a = {character}x").GetString("a").ShouldBe($"{character}x");

    [Theory]
    [InlineData('\r')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\v')]
    public void Whitespace_a_new_line_is_the_line_feed_only(char character)
    {
        Parse($"a = x{character}y").GetString("a").ShouldBe($"x{character}y");
        Refused($"a = 1{character}b = 2");
    }

    [Fact]
    public void Duplicate_keys_and_object_merging()
    {
        Same("""{ "foo" : { "a" : 42 }, "foo" : { "b" : 43 } }""", """{ "foo" : { "a" : 42, "b" : 43 } }""");
        Same("""{ "foo" : { "a" : 42 }, "foo" : null, "foo" : { "b" : 43 } }""", """{ "foo" : { "b" : 43 } }""");
        Same("a = { x = 1 }, a = [1], a = { y = 2 }", "a = { y = 2 }", "any value that is no object is between them");
        Same("a = { x { y = 1, z = 1 } }, a = { x { y = 2 } }", "a { x { y = 2, z = 1 } }", "all the way down");
        Same("a = { x = 1 }, a = 5", "a = 5", "the later one counts");
        Same("a = [1, 2], a = [3]", "a = [3]", "lists do not merge");
        Same("a = 1, b = 2, a = 3", "a = 3, b = 2");
    }

    [Fact]
    public void Unquoted_strings_hold_everything_but_the_forbidden_characters()
    {
        foreach (var forbidden in "$\"{}[]:=,+`^?!@*&\\")
            Refused($"a = x{forbidden}x");
        foreach (var allowed in "-_./<>|~'();%é漢\u0001")
            Parse($"a = x{allowed}x").GetString("a").ShouldBe($"x{allowed}x");
        Parse("a = x#x").GetString("a").ShouldBe("x");
    }

    [Theory]
    [InlineData("truefoo")]
    [InlineData("footrue")]
    [InlineData("nullable")]
    [InlineData("10.0bar")]
    [InlineData("bar10.0")]
    [InlineData("1e5x")]
    [InlineData("-foo")]
    [InlineData("1-2")]
    [InlineData("192.168.0.1")]
    [InlineData("2024-01-31")]
    [InlineData("a\\b", true)]
    [InlineData("1e+5e+5", true)]
    [InlineData("x1e+5", true)]
    public void Unquoted_strings_begin_anywhere_and_take_no_escapes(string text, bool refused = false)
    {
        if (refused)
            Refused("a = " + text);
        else
            Parse("a = " + text).Tree.Fields["a"].ShouldBeOfType<HoconScalar>().ShouldSatisfyAllConditions(
                value => value.Text.ShouldBe(text), value => value.ScalarKind.ShouldBe(HoconScalarKind.String));
    }

    [Theory]
    [InlineData("\"\"\"foo\"\"\"", "foo")]
    [InlineData("\"\"\"foo\"\"\"\"", "foo\"")]
    [InlineData("\"\"\"foo\"\"\"\"\"\"", "foo\"\"\"")]
    [InlineData("\"\"\"\"foo\"\"\"", "\"foo")]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\"\"\"\"\"", "\"")]
    [InlineData("\"\"\" a\n  \\u0041\t\r\n \"\"\"", " a\n  \\u0041\t\r\n ")]
    [InlineData("\"\"\"a \"\" b\"\"\"", "a \"\" b")]
    [InlineData("\"\"\"${x}\"\"\"", "${x}")]
    public void Multi_line_strings(string text, string value) => Parse("a = " + text + "\nb = 1").GetString("a").ShouldBe(value);

    [Fact]
    public void Multi_line_strings_count_their_lines()
    {
        Refused("a = \"\"\"open").Line.ShouldBe(1);
        Refused("a = \"\"\"1\n2\n3\"\"\"\nb = @").ShouldSatisfyAllConditions(error => error.Line.ShouldBe(4), error => error.Column.ShouldBe(5));
    }
}
