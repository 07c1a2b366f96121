using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class HoconPropertyTests
{
    // Pieces of which random text becomes nearly valid HOCON, where the mistakes are.
    private static readonly string[] Pieces =
    [
        "a", "b", "a.b", "b.a", "include", " ", "\n", "=", ":", "+=", "{", "}", "[", "]", ",", "\"", "\"\"\"", "\"x\"", "${a}", "${?b}", "${a.b}", "${b}",
        "${", "}", "1", "-1.5e3", "true", "null", "#c\n", "//", "\\", "\\n", "$", "\u00a0", "\ufeff", "\r\n", "é", "\ud800", "file(", ")", "required(", ".", "..",
        "a = ${b}\n", "b = ${a}\n", "a = { b = 1 }\n", "a = [1]\n", "a += 2\n", "a = ${?a} [3]\n", "b { a = ${a} }\n",
    ];

    [Fact]
    public void No_text_makes_the_reader_throw_anything_but_its_own_error_or_hang()
    {
        var texts = Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, ReadsOrRefuses).Check(Properties.Times(3000).WithEndSize(60));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => ReadsOrRefuses(text ?? "")).Check(Properties.Times(500));
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_configuration()
    {
        Prop.ForAll(Objects(3).ToArbitrary(), root =>
        {
            var text = HoconRenderer.Render(root);
            var back = HoconParser.Parse(text, HoconSource.None, HoconPath.Root, new HoconIncluder());
            return HoconRenderer.Render(back) == text && back.IsResolved
                && HoconRenderer.Render(HoconResolver.Resolve(back, _ => null)) == text;
        }).Check(Properties.Times(300));
    }

    [Fact]
    public void A_text_cut_anywhere_reads_or_is_refused()
    {
        const string Text = "a { b = [1, \"two\", ${x.y}, { c = ${?Z} }], d = \"\"\"t\nt\"\"\" } # c\nx.y = 5 s\nx += {}\n";
        for (var length = 0; length <= Text.Length; length++)
            ReadsOrRefuses(Text[..length]).ShouldBeTrue();
    }

    private static bool ReadsOrRefuses(string text)
    {
        try
        {
            _ = ConfigurationFactory.ParseString(text, _ => null).ToString();
            return true;
        }
        catch (HoconException error)
        {
            return error.Message.Length > 0;
        }
    }

    private static Gen<string> Texts() =>
        Gen.OneOf(
            Gen.Elements("", "a", "a.b", "a b", " ", "include", "true", "null", "12", "\"", "\n", "${x}", "#", "é", "\u0007", "\ud800"),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    private static Gen<HoconNode> Values(int depth)
    {
        var scalars = Gen.OneOf(
            Texts().Select(text => (HoconNode)new HoconScalar(text, HoconScalarKind.String, default)),
            Gen.Elements("true", "false").Select(text => (HoconNode)new HoconScalar(text, HoconScalarKind.Boolean, default)),
            Gen.Constant((HoconNode)new HoconScalar("null", HoconScalarKind.Null, default)),
            Gen.Choose(-1000, 1000).Select(number => (HoconNode)new HoconScalar($"{number}", HoconScalarKind.Number, default)));
        if (depth == 0)
            return scalars;
        return Gen.OneOf(
            scalars,
            Gen.Choose(0, 3).SelectMany(count => Values(depth - 1).ListOf(count)).Select(items => (HoconNode)new HoconArray([.. items], default)),
            Objects(depth - 1).Select(value => (HoconNode)value));
    }

    private static Gen<HoconObject> Objects(int depth) =>
        from count in Gen.Choose(0, 4)
        from keys in Texts().ListOf(count)
        from values in Values(depth).ListOf(keys.Count)
        select Make(keys, values);

    private static HoconObject Make(List<string> keys, List<HoconNode> values)
    {
        var result = new HoconObject(default);
        for (var i = 0; i < keys.Count; i++)
            result.Fields[keys[i]] = values[i];
        return result;
    }
}
