using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class HoconIncludeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon include ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("include \"other.conf\"")]
    [InlineData("include file(\"other.conf\")")]
    [InlineData("include required(\"other.conf\")")]
    [InlineData("include required(file(\"other.conf\"))")]
    [InlineData("include required( file( \"other.conf\" ) )")]
    [InlineData("include\n\"other.conf\"")]
    public void An_included_file_stands_where_it_is_included(string include)
    {
        Write("other.conf", "x = 2, y = 3, o { b = 1 }");
        var config = Load($"x = 1, o.a = 1\n{include}\ny = 4");
        config.ToString().ShouldBe(ConfigurationFactory.ParseString("x = 2, o { a = 1, b = 1 }, y = 4").ToString());
    }

    [Fact]
    public void An_include_inside_an_object_is_relative_to_it()
    {
        Write("foo.conf", "x = 10, y = ${x}, z = ${outer}, l += 1");
        var config = Load("a { l = [0], include \"foo.conf\" }, a { x = 42 }, outer = o");
        config.GetInt("a.y").ShouldBe(42, "the path is looked up below the place of the include");
        config.GetString("a.z").ShouldBe("o", "then from the root");
        config.GetStringList("a.l").ShouldBe(["0", "1"]);
    }

    [Fact]
    public void An_include_is_relative_to_the_including_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        Write("sub/one.conf", "include \"two.conf\"");
        Write("sub/two.conf", "x = deep");
        Load("include \"sub/one.conf\"").GetString("x").ShouldBe("deep");
        Load($"include \"{_folder}/sub/two.conf\"").GetString("x").ShouldBe("deep");
    }

    [Fact]
    public void A_missing_file_is_empty_unless_it_is_required()
    {
        Load("a = 1\ninclude \"none.conf\"").GetInt("a").ShouldBe(1);
        var error = Should.Throw<HoconException>(() => Load("a = 1\ninclude required(\"none.conf\")"));
        error.Message.ShouldContain("none.conf' does not exist");
        (error.File, error.Line).ShouldBe((Path.Combine(_folder, "main.conf"), 2));
    }

    [Fact]
    public void A_cycle_of_includes_is_an_error_that_shows_it()
    {
        Write("a.conf", "x = 1\ninclude \"b.conf\"");
        Write("b.conf", "include \"a.conf\"");
        var error = Should.Throw<HoconException>(() => Load("include \"a.conf\""));
        error.Message.ShouldContain("includes itself: a.conf → b.conf → a.conf");
        error.File.ShouldBe(Path.Combine(_folder, "b.conf"));
    }

    [Fact]
    public void Files_that_include_each_other_twice_end_in_an_error()
    {
        for (var i = 0; i < 30; i++)
            Write($"{i}.conf", $"include \"{i + 1}.conf\"\ninclude \"{i + 1}.conf\"");
        Write("30.conf", "x = 1");
        Should.Throw<HoconException>(() => Load("include \"0.conf\"")).Message.ShouldContain("files are included");
    }

    [Fact]
    public void An_error_in_an_included_file_names_that_file()
    {
        Write("bad.conf", "\n\n  x = [1");
        var error = Should.Throw<HoconException>(() => Load("include \"bad.conf\""));
        error.Message.ShouldStartWith(Path.Combine(_folder, "bad.conf") + ":3:9: expected");
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_an_error()
    {
        File.WriteAllBytes(Path.Combine(_folder, "main.conf"), [(byte)'a', (byte)'=', 0xff, 0xfe]);
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile(Path.Combine(_folder, "main.conf"))).Message.ShouldContain("not UTF-8");
    }

    [Fact]
    public void A_file_that_is_missing_huge_or_a_folder_is_an_error()
    {
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile(Path.Combine(_folder, "none"))).Message.ShouldContain("cannot be read");
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile(_folder)).Message.ShouldContain("cannot be read");
        File.WriteAllText(Path.Combine(_folder, "huge"), new string(' ', 2 << 20));
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile(Path.Combine(_folder, "huge"))).Message.ShouldContain("larger than");
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile("/dev/zero")).Message.ShouldContain("larger than");
    }

    [Fact]
    public void Text_that_is_in_no_file_cannot_include_a_relative_path() =>
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString("include \"x.conf\"")).Message.ShouldContain("relative path");

    [Fact]
    public void Later_files_override_earlier_ones_and_substitutions_see_all()
    {
        Write("base.conf", "web { port = 80, hosts = [a, b, c] }, url = \"http://x:\"${web.port}");
        Write("user.conf", "web { port = 81, hosts = [z] }");
        var config = ConfigurationFactory.Load([Path.Combine(_folder, "base.conf"), Path.Combine(_folder, "user.conf")]);
        config.GetString("url").ShouldBe("http://x:81");
        config.GetStringList("web.hosts").ShouldBe(["z"]);
        config.OriginOf("web.port").ShouldBe(new ConfigOrigin(Path.Combine(_folder, "user.conf"), 1, 14));
    }

    private Config Load(string main)
    {
        Write("main.conf", main);
        return ConfigurationFactory.ParseFile(Path.Combine(_folder, "main.conf"), _ => null);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
