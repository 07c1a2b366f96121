using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>What a few lines could ask for without end is refused, before the stack, the memory or the reader's patience is used up.</summary>
public sealed class HoconBoundsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon-bounds").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.", "a = 1")]
    [InlineData("a { b = [ ", "")]
    [InlineData("a = { b : { c ", "")]
    [InlineData("[{ a.b.c = ", "", "a = ")]
    public void Depth_of_the_text(string repeated, string end, string start = "")
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 20_000)) + end;
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text, _ => null)).Message.ShouldContain("nest deeper than 200");
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text + "\n" + text, _ => null));
    }

    [Fact]
    public void Depth_that_is_allowed_reads_and_is_written()
    {
        var path = string.Join('.', Enumerable.Repeat("a", 190));
        var config = ConfigurationFactory.ParseString($"{path} = 1\n{path} = 2\nb = ${{{path}}}", _ => null);
        config.GetInt("b").ShouldBe(2);
        ConfigurationFactory.ParseString(config.ToString(), _ => null).ToString().ShouldBe(config.ToString());
    }

    [Theory]
    [InlineData("x{i} = { y = ${x{j}} }")]
    [InlineData("x{i} = [${x{j}}]")]
    [InlineData("x{i}.a.b.c = ${x{j}}")]
    public void Depth_that_substitutions_make(string line)
    {
        foreach (var forward in new[] { true, false })
        {
            var lines = Enumerable.Range(1, 2000).Select(i =>
                line.Replace("{i}", $"{i}", StringComparison.Ordinal).Replace("{j}", $"{i - 1}", StringComparison.Ordinal));
            var text = "x0 { z = 1 }\n" + string.Join('\n', forward ? lines : lines.Reverse());
            Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text, _ => null)).Message.ShouldContain("nest deeper");
        }
    }

    [Fact]
    public void Depth_of_includes_and_of_what_they_hold_is_counted_together()
    {
        var nested = string.Concat(Enumerable.Repeat("a {", 50));
        for (var i = 0; i < 10; i++)
            File.WriteAllText(Path.Combine(_folder, $"{i}.conf"), $"{nested} include \"{i + 1}.conf\" {new string('}', 50)}");
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseFile(Path.Combine(_folder, "0.conf"))).Message.ShouldContain("lists and includes nest deeper");
    }

    [Theory]
    [InlineData("${p}${p}")]
    [InlineData("[${p}, ${p}]")]
    [InlineData("${p} ${p}")]
    [InlineData("{ l = ${p}, r = ${p} }")]
    [InlineData("[${p}] [${p}]")]
    public void Doubling_of_the_own_value(string twice)
    {
        var line = "p = " + twice + "\n";
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString("p = [0123456789]\n" + string.Concat(Enumerable.Repeat(line, 60)), _ => null));
    }

    [Fact]
    public void Many_questions_to_many_layers()
    {
        var text = "x = ${?none}\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"x {{ a = {i} }}\n"))
            + string.Concat(Enumerable.Range(0, 2000).Select(i => $"y{i} = ${{?x.b}}\n"));
        Should.Throw<HoconException>(() => ConfigurationFactory.ParseString(text, _ => null)).Message.ShouldContain("substitutions make more than");
    }

    [Fact]
    public void A_crowd_of_references_to_each_other_ends()
    {
        // Every field refers to every other one, with values below to look back to.
        const int Count = 12;
        var all = string.Concat(Enumerable.Range(0, Count).Select(i => $"${{?x{i}}}"));
        var text = string.Concat(Enumerable.Range(0, Count).Select(i => $"x{i} = {i}\nx{i} = {all}\n"));
        try
        {
            ConfigurationFactory.ParseString(text, _ => null).GetString("x0").ShouldNotBeEmpty();
        }
        catch (HoconException error)
        {
            error.Message.ShouldContain("substitutions make");
        }
    }
}
