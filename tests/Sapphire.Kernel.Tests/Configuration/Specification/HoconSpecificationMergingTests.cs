using System.Text;
using Sapphire.Kernel.Configuration;
using static Sapphire.Kernel.Tests.Configuration.Specification.HoconCases;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>"Config object merging and file merging", "Java properties mapping" and the conventions of a program.</summary>
public sealed class HoconSpecificationMergingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon-merging").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Config_object_merging_is_that_of_duplicate_keys()
    {
        var first = Parse("a : { x : 1 }");
        Merged(first, "a : 42", "a : { y : 2 }").ShouldBe(Parse("a { x = 1 }").ToString(), "42 hides the object below it");
        Merged(first, "a : { y : 2 }", "a : 42").ShouldBe(Parse("a { y = 2, x = 1 }").ToString());
        Merged(Parse("a { x = 1 }, a = null"), "a { y = 2 }").ShouldBe(Parse("a = null").ToString(), "null is a value too");
        Merged(Parse("a { x = 1 }, a = null, a { z = 3 }"), "a { y = 2 }").ShouldBe(Parse("a { z = 3 }").ToString(), "null clears what lies below");
        Merged(Parse("a = [1]"), "a = [2, 3], b = 4").ShouldBe(Parse("a = [1], b = 4").ToString());
    }

    [Fact]
    public void Config_object_merging_leaves_both_as_they_are()
    {
        var (above, below) = (Parse("a { x = 1 }"), Parse("a { y = 2 }, b = 3"));
        var (aboveBefore, belowBefore) = (above.ToString(), below.ToString());
        var merged = above.WithFallback(below).WithFallback(Parse("c = 4"));
        (above.ToString(), below.ToString()).ShouldBe((aboveBefore, belowBefore));
        merged.ToString(includeFallback: false).ShouldBe(aboveBefore);
        merged.ToString(includeFallback: true).ShouldBe(Parse("c = 4, a { y = 2, x = 1 }, b = 3").ToString());
    }

    [Fact]
    public void File_merging_comes_before_substitution()
    {
        var reference = Write("reference.conf", "name = reference, greeting = ${name}\" hello\", list = [1], o { a = 1 }");
        var application = Write("application.conf", "name = app, list = ${list} [2], o = ${o} { b = 2 }, seen = ${o.a}");
        ConfigurationFactory.Load([reference, application], _ => null).ToString()
            .ShouldBe(Parse("name = app, greeting = \"app hello\", list = [1, 2], o { a = 1, b = 2 }, seen = 1").ToString());
    }

    [Fact]
    public void Java_properties_mapping()
    {
        var config = Properties(
            """
            # a comment
            ! another
            plain = text
            colon: text
            blank text
            spaces\ in\ key = x
              indented =   value with trailing blank 
            path.to.key = 5
            list.0 = a
            list.1 = b
            no-value
            empty =
            continued = one, \
                two
            escaped = tab\there \u0041 back\\slash \q
            key\=with\:signs = y
            substitution = ${HOME}
            quoted = "x"
            . = two empty
            a. = one empty
            """);
        config.GetString("plain").ShouldBe("text");
        config.GetString("colon").ShouldBe("text");
        config.GetString("blank").ShouldBe("text");
        config.GetString("\"spaces in key\"").ShouldBe("x");
        config.GetString("indented").ShouldBe("value with trailing blank ");
        config.GetInt("path.to.key").ShouldBe(5, "a string that converts");
        config.GetValue("path.to.key").ShouldNotBeNull().Node.Kind.ShouldBe("a string");
        config.GetStringList("list").ShouldBe(["a", "b"]);
        config.GetString("no-value").ShouldBe("");
        config.GetString("empty").ShouldBe("");
        config.GetString("continued").ShouldBe("one, two");
        config.GetString("escaped").ShouldBe("tab\there A back\\slash q");
        config.GetString("\"key=with:signs\"").ShouldBe("y");
        config.GetString("substitution").ShouldBe("${HOME}");
        config.GetString("quoted").ShouldBe("\"x\"");
        config.GetString("\"\".\"\"").ShouldBe("two empty");
        config.GetString("a.\"\"").ShouldBe("one empty");
    }

    [Theory]
    [InlineData("a=hello\na.b=world")]
    [InlineData("a.b=world\na=hello")]
    public void Java_properties_mapping_an_object_wins(string text) => Properties(text).ToString().ShouldBe(Parse("a { b = world }").ToString());

    [Fact]
    public void Java_properties_mapping_of_any_text_reads_or_is_refused()
    {
        Properties("\ufeffa=1\r\nb=2\rc=3").ToString().ShouldBe(Parse("a = \"1\", b = \"2\", c = \"3\"").ToString());
        foreach (var odd in new[] { "", "\\", "a\\", "a=\\", "=", ":", "a=\\\r\n b", "\\\n\\\n", "a \\\n= b" })
            Properties(odd).ShouldNotBeNull(odd);
        Properties("a \\\n  = b").GetString("a").ShouldBe("b");
        foreach (var wrong in new[] { "a=\\u12", "\n\\uXYZW=1", string.Join('.', Enumerable.Repeat("a", 10_000)) + "=1" })
            Should.Throw<HoconException>(() => Properties(wrong)).File.ShouldEndWith("x.properties");
        Should.Throw<HoconException>(() => Properties("\n\na = \\u12")).ShouldSatisfyAllConditions(error => error.Line.ShouldBe(3), error => error.Column.ShouldBe(5));
    }

    [Fact]
    public void Conventional_override_by_properties()
    {
        var overrides = ConfigurationFactory.FromProperties([new("web.port", "81"), new("tags.0", "x"), new("web", "hidden")]);
        var config = overrides.WithFallback(Parse("web { port = 80, host = h }, tags = [a, b]"));
        (config.GetInt("web.port"), config.GetString("web.host")).ShouldBe((81, "h"));
        config.GetStringList("tags").ShouldBe(["x"]);
    }

    [Fact]
    public void Conventional_configuration_files_are_all_of_one_name()
    {
        Write("application.conf", "from = conf, conf = 1, both = ${json}");
        Write("application.json", "{ \"from\": \"json\", \"json\": 2 }");
        Write("application.properties", "from=properties\nproperties=3");
        var config = ConfigurationFactory.Load(Path.Combine(_folder, "application"), _ => null);
        (config.GetString("from"), config.GetInt("conf"), config.GetInt("both"), config.GetInt("properties")).ShouldBe(("conf", 1, 2, 3));
        config.GetString("reference-of-tests").ShouldBe("embedded", "over the defaults that are embedded in the program");
        config.GetString("overridden-by-application").ShouldBe("reference");
        ConfigurationFactory.Default().GetString("reference-of-tests").ShouldBe("embedded");
        ConfigurationFactory.Load().GetString("reference-of-tests").ShouldBe("embedded");
    }

    [Fact]
    public void Mime_type() => ConfigurationFactory.MediaType.ShouldBe("application/hocon");

    private static string Merged(Config first, params string[] fallbacks) =>
        fallbacks.Aggregate(first, (config, text) => config.WithFallback(Parse(text))).ToString();

    private Config Properties(string text) => ConfigurationFactory.ParseFile(Write("x.properties", text), _ => null);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
