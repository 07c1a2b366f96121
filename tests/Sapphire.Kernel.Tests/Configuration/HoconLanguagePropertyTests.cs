using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Tests.Configuration.Specification;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>Laws that hold for every document, tried on random ones.</summary>
public sealed class HoconLanguagePropertyTests
{
    private static readonly string[] Noise = [" ", "\t", "\n", "\r\n", "\u00a0", "\ufeff", "\u2028", "# c\n", "// \"{[\n", "\n\n", "  # ${x}\n  "];

    private static readonly string[] Names = ["a", "b", "a.b", "", "include", "0", "12", "true", "x y", "\"", "\\", "é", "\u007f", "\u0001", "${a}", "#", "//", "+="];

    [Fact]
    public void All_json_is_hocon_and_means_the_same()
    {
        foreach (var indented in new[] { false, true })
        {
            var options = new JsonSerializerOptions { WriteIndented = indented };
            Prop.ForAll(JsonObjects(4).ToArbitrary(), json => JsonEquality.ShouldMeanTheSame(json.ToJsonString(options)))
                .Check(Properties.Times(100));
        }
    }

    [Fact]
    public void Merging_is_associative_and_has_the_empty_configuration_as_its_unit()
    {
        var configs = JsonObjects(3).Select(json => ConfigurationFactory.ParseString(json.ToJsonString(), _ => null));
        Prop.ForAll(configs.Three().ToArbitrary(), three =>
        {
            var (a, b, c) = three;
            Canonical(a.WithFallback(b).WithFallback(c)).ShouldBe(Canonical(a.WithFallback(b.WithFallback(c))));
            Canonical(a.WithFallback(Sapphire.Kernel.Configuration.Config.Empty)).ShouldBe(Canonical(a));
            Canonical(Sapphire.Kernel.Configuration.Config.Empty.WithFallback(a)).ShouldBe(Canonical(a));
            Canonical(a.WithFallback(a)).ShouldBe(Canonical(a));
        }).Check(Properties.Times(100));
    }

    [Fact]
    public void Merging_is_that_of_the_texts_one_after_the_other()
    {
        Prop.ForAll(JsonObjects(3).Two().ToArbitrary(), two =>
        {
            var (older, newer) = (Body(two.Item1), Body(two.Item2));
            var merged = ConfigurationFactory.ParseString(newer, _ => null).WithFallback(ConfigurationFactory.ParseString(older, _ => null));
            Canonical(ConfigurationFactory.ParseString(older + "\n" + newer, _ => null)).ShouldBe(Canonical(merged));
            Canonical(ConfigurationFactory.ParseString($"o {{ {older} }}\no = ${{o}} {{ {newer} }}", _ => null).GetConfig("o")).ShouldBe(Canonical(merged));
        }).Check(Properties.Times(100));
    }

    [Fact]
    public void Whitespace_and_comments_between_any_two_tokens_change_nothing()
    {
        var noises = Gen.Elements(Noise).ListOf().Select(string.Concat);
        var cases =
            from json in JsonObjects(3)
            from seed in Gen.Choose(0, 1_000_000)
            from noise in noises.ListOf(7)
            select (Text: ConfigurationFactory.ParseString(json.ToJsonString(), _ => null).ToString(), Seed: seed, Noise: noise);
        Prop.ForAll(cases.ToArbitrary(), each =>
        {
            var (text, seed, noise) = each;
            ConfigurationFactory.ParseString(Insert(text, seed, noise), _ => null).ToString().ShouldBe(text);
        }).Check(Properties.Times(100));
    }

    [Fact]
    public void Bytes_of_any_kind_read_or_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("hocon-bytes");
        try
        {
            var bytes = Gen.OneOf(
                Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
                Gen.Elements("a", "=", "{", "}", "\"", "\\", "\n", "[", "]", "${", ",", "\ufeff", "é", "include", "\0", "+=", ".").ListOf()
                    .Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces))));
            Prop.ForAll(bytes.ToArbitrary(), content =>
            {
                foreach (var extension in HoconSource.KnownExtensions)
                {
                    var path = Path.Combine(folder.FullName, "x" + extension);
                    File.WriteAllBytes(path, content);
                    try
                    {
                        _ = ConfigurationFactory.ParseFile(path, _ => null).ToString();
                    }
                    catch (HoconException error)
                    {
                        error.Message.ShouldNotBeEmpty();
                    }
                }
            }).Check(Properties.Times(100));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_later_value_never_depends_on_the_order_of_other_keys()
    {
        // Without cycles, fields may be written in any order.
        Prop.ForAll(Gen.Shuffle(["a = ${b} ${c}", "b = ${d.x}", "c = ${d.y}", "d { x = 1, y = ${e} }", "e = ${?none}z", "f = [${b}] ${g}", "g = [${d.x}]"]).ToArbitrary(), fields =>
        {
            var config = ConfigurationFactory.ParseString(string.Join('\n', fields), _ => null);
            (config.GetString("a"), config.GetString("e")).ShouldBe(("1 z", "z"));
            config.GetIntList("f").ShouldBe([1, 1]);
        }).Check(Properties.Times(100));
    }

    private static string Insert(string text, int seed, List<string> noise)
    {
        var lines = text.Split('\n');
        var starts = new int[lines.Length];
        for (var i = 1; i < lines.Length; i++)
            starts[i] = starts[i - 1] + lines[i - 1].Length + 1;
        var result = new StringBuilder();
        var done = 0;
        foreach (var (index, token) in HoconLexer.Read(text, null).Index())
        {
            var start = starts[token.Line - 1] + token.Column - 1;
            result.Append(text, done, start - done).Append(noise[(seed + (index * 31)) % noise.Count]);
            done = start;
        }

        return result.ToString();
    }

    // Equal for equal configurations, whatever the order of their keys.
    private static string Canonical(Sapphire.Kernel.Configuration.Config config) =>
        string.Join('\n', config.Entries().Select(entry => $"{entry.Path} = {entry.Value}").Order(StringComparer.Ordinal));

    // The object without its braces.
    private static string Body(JsonObject json) => json.ToJsonString()[1..^1];

    private static Gen<JsonNode?> JsonValues(int depth)
    {
        var scalars = Gen.OneOf(
            Texts().Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Choose(-1000, 1000).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements(0.5, -1e300, 1e-7, double.Epsilon, 123456789.125).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements<JsonNode?>(null!, null!),
            Gen.Elements(true, false).Select(value => (JsonNode?)JsonValue.Create(value)));
        if (depth == 0)
            return scalars;
        return Gen.OneOf(
            scalars,
            Gen.Choose(0, 3).SelectMany(count => JsonValues(depth - 1).ListOf(count)).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            JsonObjects(depth - 1).Select(value => (JsonNode?)value));
    }

    private static Gen<string> Texts() => Gen.OneOf(Gen.Elements(Names), ArbMap.Default.GeneratorFor<string>().Select(WellFormed));

    // JSON texts cannot hold half a surrogate pair; the writer would put another character in its place.
    private static string WellFormed(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static Gen<JsonObject> JsonObjects(int depth) =>
        from count in Gen.Choose(0, 4)
        from keys in Texts().ListOf(count)
        from values in JsonValues(depth).ListOf(keys.Count)
        select Make(keys, values);

    private static JsonObject Make(List<string> keys, List<JsonNode?> values)
    {
        var result = new JsonObject();
        for (var i = 0; i < keys.Count; i++)
            result[keys[i]] = values[i]?.DeepClone();
        return result;
    }
}
