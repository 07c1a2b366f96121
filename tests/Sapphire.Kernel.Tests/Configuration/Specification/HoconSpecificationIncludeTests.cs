using System.Text;
using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>The section "Includes" with its parts.</summary>
public sealed class HoconSpecificationIncludeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon include ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("include \"x.conf\"")]
    [InlineData("include\"x.conf\"")]
    [InlineData("include \n # comment\n \"x.conf\"")]
    [InlineData("include file(\"x.conf\")")]
    [InlineData("include file( \n \"x.conf\" \t )")]
    [InlineData("include required(\"x.conf\")")]
    [InlineData("include required( file( \"x.conf\" ) )")]
    [InlineData("include required(file(\"x.conf\"))")]
    [InlineData("include url(\"file://FOLDER/x.conf\")")]
    [InlineData("include url(\"file:FOLDER/x.conf\")")]
    [InlineData("include \"file://localhostFOLDER/x.conf\"")]
    [InlineData("include required(url(\"file://FOLDER/x.conf\"))")]
    [InlineData("include \"FOLDER/x.conf\"", false)]
    [InlineData("include \"x\"")]
    [InlineData("include \"./x.conf\"")]
    public void Include_syntax(string include, bool escape = true)
    {
        Write("x.conf", "x = 1");
        var folder = escape ? _folder.Replace(" ", "%20", StringComparison.Ordinal) : _folder;
        var statement = include.Replace("FOLDER", folder, StringComparison.Ordinal);
        Load($"a = 1\n{statement}\nb = 2").ToString().ShouldBe(Parse("a = 1, x = 1, b = 2").ToString());
        Load($"a = 1, {statement}, b = 2").ToString().ShouldBe(Parse("a = 1, x = 1, b = 2").ToString());
        Load($"{{ {statement} }}").ToString().ShouldBe(Parse("x = 1").ToString());
        Load($"o {{ {statement} }}, l = [ {{ {statement} }} ]").ToString().ShouldBe(Parse("o.x = 1, l = [{ x = 1 }]").ToString());
    }

    [Theory]
    [InlineData("include x.conf")]
    [InlineData("include ${x}")]
    [InlineData("include \"x\" \"y\"")]
    [InlineData("include \"x\".conf")]
    [InlineData("include file(x)")]
    [InlineData("include file(\"x\" \"y\")")]
    [InlineData("include file(\"x\"")]
    [InlineData("include file \"x\"")]
    [InlineData("include file(required(\"x\"))")]
    [InlineData("include required(required(\"x\"))")]
    [InlineData("include package(\"x\")")]
    [InlineData("include (\"x\")")]
    [InlineData("include \"x\")")]
    [InlineData("include [\"x\"]")]
    [InlineData("include = 1")]
    [InlineData("include")]
    [InlineData("include \"\"")]
    [InlineData("include \"x\" = 1")]
    public void Include_syntax_takes_one_quoted_name(string text) => Refused(text);

    [Fact]
    public void Include_syntax_of_endless_words_is_refused_at_once() =>
        Refused("include " + string.Concat(Enumerable.Repeat("f ", 50_000)), "after 'include'");

    [Theory]
    [InlineData("{ foo include : 42 }", "{ \"foo include\" : 42 }")]
    [InlineData("{ foo : include }", "{ foo : \"include\" }")]
    [InlineData("[ include ]", null)]
    [InlineData("{ \"include\" : 42 }", "{ \"\"\"include\"\"\" : 42 }")]
    [InlineData("{ foo.include : 42 }", "foo { \"include\" : 42 }")]
    [InlineData("{ includes : 42 }", "{ \"includes\" : 42 }")]
    [InlineData("foo : include \"x\"", "foo : \"include x\"")]
    public void Include_syntax_is_special_only_at_the_start_of_a_key(string text, string? same)
    {
        if (same is null)
            Same($"a = {text}", "a = [\"include\"]");
        else
            Same(text, same);
    }

    [Fact]
    public void Include_semantics_merging()
    {
        Write("x.conf", "{ a { x = 1 }, b = included, l = [1] }");
        Load("a { y = 2 }, b = before\ninclude \"x.conf\"").ToString().ShouldBe(Parse("a { y = 2, x = 1 }, b = included, l = [1]").ToString());
        Load("include \"x.conf\"\na { x = 3 }, b = after, l += 2").ToString().ShouldBe(Parse("a { x = 3 }, b = after, l = [1, 2]").ToString());
        Load("l = [0]\ninclude \"appends.conf\"", ("appends.conf", "l += 1")).GetIntList("l").ShouldBe([0, 1]);
        Load("o { l = [0], include \"appends.conf\" }").GetIntList("o.l").ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("x = @")]
    [InlineData("x = 1 }")]
    public void Include_semantics_merging_takes_an_object_only(string text)
    {
        var error = Should.Throw<HoconException>(() => Load("include \"x.conf\"", ("x.conf", text)));
        error.File.ShouldBe(Path.Combine(_folder, "x.conf"));
        error.Line.ShouldBe(1);
    }

    [Fact]
    public void Include_semantics_substitution()
    {
        Write("foo.conf", "{ x : 10, y : ${x} }");
        Load("{ a : { include \"foo.conf\" } }").GetInt("a.y").ShouldBe(10);
        Load("{ a : { include \"foo.conf\" }, a : { x : 42 } }").GetInt("a.y").ShouldBe(42, "the last value of the fixed path");
        Load("x = 1, a { include \"foo.conf\" }").GetInt("a.y").ShouldBe(10, "its own root comes first");
        Write("outer.conf", "y : ${root}, z = ${?HOME}, opt = ${?nowhere}");
        var config = ConfigurationFactory.ParseFile(Write("main.conf", "root = r, a { b { include \"outer.conf\" } }"), name => name == "HOME" ? "h" : null);
        (config.GetString("a.b.y"), config.GetString("a.b.z"), config.HasPath("a.b.opt")).ShouldBe(("r", "h", false));
        Write("one.conf", "inner { include \"two.conf\" }, v = one");
        Write("two.conf", "v = two, w = ${v}, u = ${only-root}");
        var nested = Load("only-root = r, v = main, top { include \"one.conf\" }");
        (nested.GetString("top.inner.w"), nested.GetString("top.inner.u")).ShouldBe(("two", "r"));
    }

    [Fact]
    public void Include_semantics_missing_files_and_required_files()
    {
        foreach (var missing in new[] { "\"no.conf\"", "\"no\"", "file(\"no.conf\")", "classpath(\"no.conf\")", "url(\"file:///no/such/file.conf\")", "\"/no/such/file\"", "\"no/such/folder/x.conf\"" })
        {
            Load($"a = 1\ninclude {missing}").ToString().ShouldBe(Parse("a = 1").ToString(), missing);
            Should.Throw<HoconException>(() => Load($"a = 1\ninclude required({missing})")).ShouldSatisfyAllConditions(
                error => error.Message.ShouldContain("does not exist"), error => error.Line.ShouldBe(2), error => error.File.ShouldBe(Path.Combine(_folder, "main.conf")));
        }

        Load("include required(\"maybe\")", ("maybe.json", "{ \"a\": 1 }")).GetInt("a").ShouldBe(1);
        File.WriteAllBytes(Path.Combine(_folder, "bytes.conf"), [0xff, 0xfe]);
        Should.Throw<HoconException>(() => Load("include \"bytes.conf\"")).Message.ShouldContain("not UTF-8", Case.Sensitive, "what is there but cannot be read is an error");
    }

    [Fact]
    public void Include_semantics_file_formats_and_extensions()
    {
        Write("foo.properties", "from = properties\np = ${not-a-substitution}");
        Write("foo.json", "{ \"from\": \"json\", \"j\": \"${x}\" }");
        Write("foo.conf", "from = conf, c = ${j}");
        Load("include \"foo\"").ToString().ShouldBe(Parse("from = conf, p = \"$\"\"{not-a-substitution}\", j = \"$\"\"{x}\", c = \"$\"\"{x}\"").ToString());
        Load("include file(\"foo\")").GetString("from").ShouldBe("conf");
        Load("include \"foo.json\"").GetString("from").ShouldBe("json");
        Load("include \"foo.properties\"").GetString("from").ShouldBe("properties");
        Load("a { include \"foo\" }").GetString("a.c").ShouldBe("${x}");
        Should.Throw<HoconException>(() => Load($"include required(url(\"file://{_folder.Replace(" ", "%20", StringComparison.Ordinal)}/foo\"))"))
            .Message.ShouldContain("does not exist", Case.Sensitive, "a URL is exact");
        Load("include \"bare\"", ("bare", "x = 1")).GetInt("x").ShouldBe(1, "a file without an extension is found last");
        Load("include \"x.settings\"", ("x.settings", "x = 1")).GetInt("x").ShouldBe(1, "an unknown extension is of the including kind");
        Load("include \"v1.2\"", ("v1.2.conf", "x = 1")).GetInt("x").ShouldBe(1, "and may be none");
    }

    [Theory]
    [InlineData("{ \"a\": 1, }", 1)]
    [InlineData("{ a: 1 }", 1)]
    [InlineData("{\n \"a\": 1 # x\n}", 2)]
    [InlineData("\n\n{ \"a\": ${b} }", 3)]
    [InlineData("", 1)]
    public void Include_semantics_file_formats_hold_json_to_json(string json, int line) =>
        Should.Throw<HoconException>(() => Load("include \"x.json\"", ("x.json", json))).ShouldSatisfyAllConditions(
            error => error.Message.ShouldContain("not JSON"), error => error.File.ShouldBe(Path.Combine(_folder, "x.json")), error => error.Line.ShouldBe(line));

    [Fact]
    public void Include_semantics_locating_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub", "deep"));
        Write("sub/one.conf", "one = 1, include \"two.conf\", include \"deep/three.conf\", include \"../up.conf\"");
        Write("sub/two.conf", "two = 2");
        Write("sub/deep/three.conf", "three = 3");
        Write("up.conf", "up = 4");
        Write("two.conf", "two = wrong");
        var config = Load("include \"sub/one.conf\"");
        (config.GetInt("one"), config.GetInt("two"), config.GetInt("three"), config.GetInt("up")).ShouldBe((1, 2, 3, 4));
        Refused("include \"relative.conf\"", "relative path");
    }

    [Fact]
    public void Include_semantics_locating_resources_stand_for_the_class_path()
    {
        var main = Load("include classpath(\"conf/main.conf\")");
        (main.GetInt("main"), main.GetInt("beside"), main.GetInt("deep"), main.GetInt("root")).ShouldBe((1, 2, 3, 4));
        (main.GetString("base"), main.GetInt("conf"), main.GetInt("json"), main.GetInt("properties")).ShouldBe(("conf", 1, 1, 1));
        Load("include \"/conf/root.json\"").GetInt("root").ShouldBe(4, "what is no file is looked up among the resources");
        Load("include \"conf/base\"").GetString("base").ShouldBe("conf");
    }

    [Fact]
    public void Include_semantics_locating_resources_by_the_names_of_the_build()
    {
        var config = ConfigurationFactory.FromResource<HoconSpecificationIncludeTests>("Sapphire.Kernel.Tests.Configuration.Resources.dotted.conf");
        (config.GetInt("dotted"), config.GetInt("dotted2")).ShouldBe((5, 6));
        ConfigurationFactory.FromResource("Configuration/Resources/dotted", this).GetInt("dotted").ShouldBe(5);
        ConfigurationFactory.FromResource("conf/base", typeof(HoconSpecificationIncludeTests).Assembly).GetString("base").ShouldBe("conf");
        Parse("include \"conf/root.json\"").GetInt("root").ShouldBe(4);
        config.OriginOf("dotted").ToString().ShouldBe("resource:Sapphire.Kernel.Tests.Configuration.Resources.dotted.conf:1:10");
        Should.Throw<HoconException>(() => ConfigurationFactory.FromResource("none.conf", this)).Message.ShouldContain("no embedded resource 'none.conf'; it has ");
    }

    [Theory]
    [InlineData("include \"http://localhost/x.conf\"")]
    [InlineData("include url(\"https://localhost/x.conf\")")]
    [InlineData("include required(url(\"http://localhost/foo.conf\"))")]
    [InlineData("include \"ftp://localhost/x.conf\"")]
    [InlineData("include url(\"x.conf\")")]
    public void Include_semantics_locating_nothing_over_a_network(string text) => Refused(text, "never fetched over a network");

    [Theory]
    [InlineData("include url(\"file://elsewhere/x.conf\")")]
    [InlineData("include url(\"file:x.conf\")")]
    [InlineData("include url(\"file:\")")]
    [InlineData("include url(\"file:///%00\")")]
    [InlineData("include \"file://\"")]
    public void Include_semantics_locating_a_file_by_url_needs_its_whole_path(string text) => Refused(text, "write file:///path");

    [Fact]
    public void Includes_in_a_circle_or_without_end_are_an_error()
    {
        Write("a.conf", "include \"b\"");
        Write("b.json", "{}");
        Write("b.conf", "x { include \"a.conf\" }");
        Should.Throw<HoconException>(() => Load("include \"a.conf\"")).Message.ShouldContain("includes itself: a.conf → b.conf → a.conf");
        Should.Throw<HoconException>(() => Load("include \"main.conf\"")).Message.ShouldContain("includes itself: main.conf → main.conf");
        for (var i = 0; i < 250; i++)
            Write($"{i}.conf", $"a.b {{ include \"{i + 1}.conf\" }}");
        Should.Throw<HoconException>(() => Load("include \"0.conf\"")).Message.ShouldContain("lists and includes nest deeper");
    }

    private Config Load(string main, params ReadOnlySpan<(string Name, string Text)> others)
    {
        foreach (var (name, text) in others)
            Write(name, text);
        return ConfigurationFactory.ParseFile(Write("main.conf", main), _ => null);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
