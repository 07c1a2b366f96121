using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>The examples of the HOCON specification, section by section.</summary>
public sealed class HoconParsingTests
{
    [Theory]
    [InlineData("""{ "a" : 42, "b" : { "c" : "x" } }""", "json object")]
    [InlineData("a = 42, b { c = x }", "no root braces, equals, key before brace")]
    [InlineData("a : 42\nb : { c : x }", "new lines instead of commas")]
    [InlineData("a=42,\n\n b.c=x,\n", "comma, then new lines, and one trailing comma")]
    [InlineData("# one\na = 42 // two\nb { # three\n c = x # four\n}", "comments")]
    [InlineData("\ufeffa = 42\r\nb.c = x\r\n", "byte order mark and CRLF")]
    [InlineData("\"a\"\n:\n42\n,\"b\" {\"c\"\n:\"x\"}", "new lines around the separator, as JSON allows")]
    [InlineData("a\u00a0=\u200342\u2028 \n b . c = x", "whitespace of Unicode")]
    public void One_configuration_has_many_spellings(string text, string why)
    {
        var config = Config(text.Replace("b . c", "b.c", StringComparison.Ordinal));
        config.GetInt("a").ShouldBe(42, why);
        config.GetString("b.c").ShouldBe("x", why);
        config.Entries().Count().ShouldBe(2, why);
    }

    [Fact]
    public void An_empty_text_is_an_empty_configuration()
    {
        Config("").IsEmpty.ShouldBeTrue();
        Config(" \n# nothing\n").IsEmpty.ShouldBeTrue();
        Config("{}").IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("[1,2,3,]")]
    [InlineData("[1\n2\n3]")]
    [InlineData("[1,2,3]")]
    [InlineData("[ 1 ,\n 2\n,3\n]")]
    public void Items_are_separated_by_a_comma_or_a_new_line(string list) =>
        Config("a = " + list).GetStringList("a").ShouldBe(["1", "2", "3"]);

    [Theory]
    [InlineData("a = [1,2,3,,]", 1, 12)]
    [InlineData("a = [,1]", 1, 6)]
    [InlineData("a = [1,,2]", 1, 8)]
    [InlineData("a = 1,,b = 2", 1, 7)]
    [InlineData(",a = 1", 1, 1)]
    [InlineData("a = 1 }", 1, 7)]
    [InlineData("{ a = 1", 1, 8)]
    [InlineData("{ a = 1 } b", 1, 11)]
    [InlineData("a = {\n  b = [1, 2\n}", 3, 1)]
    [InlineData("a = \"open", 1, 5)]
    [InlineData("a = \"line\nbreak\"", 1, 5)]
    [InlineData("a = \"\"\"open", 1, 5)]
    [InlineData("a = \"\\q\"", 1, 6)]
    [InlineData("a = \"\\u12g4\"", 1, 6)]
    [InlineData("a = \"\u0001\"", 1, 6)]
    [InlineData("\n\n  a = b@c", 3, 8)]
    [InlineData("a = $b", 1, 5)]
    [InlineData("a = ${b", 1, 8)]
    [InlineData("a = ${}", 1, 7)]
    [InlineData("a = ${b${c}}", 1, 8)]
    [InlineData("a ", 1, 3)]
    [InlineData("a = ", 1, 5)]
    [InlineData("a = b = c", 1, 7)]
    [InlineData("a..b = 1", 1, 1)]
    [InlineData(".a = 1", 1, 1)]
    [InlineData("a. = 1", 1, 1)]
    [InlineData("= 1", 1, 1)]
    [InlineData("[1, 2]", 1, 1)]
    [InlineData("include foo", 1, 9)]
    [InlineData("include = 1", 1, 9)]
    [InlineData("include url(\"http://x/y.conf\")", 1, 13)]
    [InlineData("include required(\"x\"", 1, 21)]
    [InlineData("a = [1] 2", 1, 9)]
    [InlineData("a = { b = 1 } [1]", 1, 15)]
    public void An_error_names_line_and_column(string text, int line, int column)
    {
        var error = Should.Throw<HoconException>(() => Config(text));
        (error.Line, error.Column).ShouldBe((line, column), error.Message);
        error.Message.ShouldStartWith($"line {line}, column {column}: ");
    }

    [Fact]
    public void An_error_says_what_was_expected_and_found()
    {
        Should.Throw<HoconException>(() => Config("a = [1, 2\nb = 3")).Message
            .ShouldBe("line 2, column 3: expected a comma or a new line after the item, found '='");
        Should.Throw<HoconException>(() => Config("web {\n  port 80\n}")).Message
            .ShouldBe("line 3, column 1: expected '=', ':', '+=' or '{' after the key 'port 80' of line 2, found '}'".Replace("key 'port 80'", "key '\"port 80\"'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foo bar baz", "foo bar baz")]
    [InlineData(" foo   bar  ", "foo   bar")]
    [InlineData("\"foo\" bar", "foo bar")]
    [InlineData("\"foo\"bar", "foobar")]
    [InlineData("truefoo", "truefoo")]
    [InlineData("true foo", "true foo")]
    [InlineData("10.0bar", "10.0bar")]
    [InlineData("1e+5", "1e+5")]
    [InlineData("null x", "null x")]
    [InlineData("\"a\\n\\t\\u0041\\\\\\\"\\/\"", "a\n\tA\\\"/")]
    [InlineData("\"\"\"a \"quoted\" \\n word\"\"\"", "a \"quoted\" \\n word")]
    [InlineData("\"\"\"ends in quotes\"\"\"\"\"", "ends in quotes\"\"")]
    [InlineData("\"\"\"two\nlines\"\"\"", "two\nlines")]
    [InlineData("\"\"", "")]
    [InlineData("/usr/local", "/usr/local")]
    [InlineData("\"# no // comment\"", "# no // comment")]
    [InlineData("include", "include")]
    public void A_string_is_quoted_or_not_and_joined_with_the_whitespace_between(string text, string value) =>
        Config("a = " + text).GetString("a").ShouldBe(value);

    [Theory]
    [InlineData("foo.bar : 42", "foo.bar")]
    [InlineData("foo { bar : 42 }", "foo.bar")]
    [InlineData("foo.\"hello.world\" : 42", "foo.\"hello.world\"")]
    [InlineData("a b c : 42", "a b c")]
    [InlineData("\"a b c\" : 42", "a b c")]
    [InlineData("true : 42", "true")]
    [InlineData("3.14 : 42", "3.14")]
    [InlineData("10.0foo : 42", "10.0foo")]
    [InlineData("foo\"10.0\" : 42", "\"foo10.0\"")]
    [InlineData("a.\"\".b : 42", "a.\"\".b")]
    [InlineData("\"include\" : 42", "include")]
    [InlineData("foo include : 42", "foo include")]
    [InlineData("include.x : 42", "include.x")]
    public void A_key_is_a_path(string text, string path) => Config(text).GetInt(path).ShouldBe(42);

    [Fact]
    public void Objects_of_one_key_merge_and_everything_else_replaces()
    {
        Config("foo { a = 42 }, foo { b = 43 }").ToString().ShouldBe(Config("foo { a = 42, b = 43 }").ToString());
        Config("foo { a = 42 }, foo = null, foo { b = 43 }").ToString().ShouldBe(Config("foo { b = 43 }").ToString());
        Config("a = [1, 2, 3], a = [4]").GetStringList("a").ShouldBe(["4"]);
        Config("a = 1, a = 2").GetInt("a").ShouldBe(2);
        Config("a.x = 42, a.y = 43, a { x = 1 }").ToString().ShouldBe(Config("a { x = 1, y = 43 }").ToString());
    }

    [Fact]
    public void Lists_and_objects_side_by_side_are_joined()
    {
        Config("a = [1, 2] [3]").GetStringList("a").ShouldBe(["1", "2", "3"]);
        Config("a = { b = 1 } { c = 2, b = 3 }").ToString().ShouldBe(Config("a { b = 3, c = 2 }").ToString());
        Config("a = [ [1] [2], { x = 1 }{ y = 2 } ]").ToString().ShouldContain("[[1, 2], {");
    }

    [Fact]
    public void Plus_equals_appends_and_begins_a_list_where_there_is_none()
    {
        Config("a = [1]\na += 2\na += 3 s").GetStringList("a").ShouldBe(["1", "2", "3 s"]);
        Config("a += 1").GetStringList("a").ShouldBe(["1"]);
        Config("x { y { a += 1, a += 2 } }").GetStringList("x.y.a").ShouldBe(["1", "2"]);
        Should.Throw<HoconException>(() => Config("a = 1\na += 2")).Line.ShouldBe(2);
    }

    [Fact]
    public void Too_deep_nesting_is_an_error_and_no_crash()
    {
        Should.Throw<HoconException>(() => Config("a = " + new string('[', 100_000))).Message.ShouldContain("nest deeper");
        Should.Throw<HoconException>(() => Config(string.Concat(Enumerable.Repeat("a {", 100_000)))).Message.ShouldContain("nest deeper");
        Should.Throw<HoconException>(() => Config(string.Join('.', Enumerable.Repeat("a", 5000)) + " = ${b}"));
    }

    private static Config Config(string text) => ConfigurationFactory.ParseString(text, _ => null);
}
