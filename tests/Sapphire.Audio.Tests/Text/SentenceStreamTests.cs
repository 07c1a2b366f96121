using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Text;

namespace Sapphire.Audio.Tests.Text;

public sealed class SentenceStreamTests
{
    private static readonly string[] Pieces =
    [
        "Hello", "world", " ", " ", ". ", ".", "! ", "? ", ", ", "\n", "\n\n", "  \n", "\\", "*", "**", "_", "`", "``", "```", "```\n", "~~~", "#", "# ", "- ", "1. ", "> ", "|", "| a | b |\n", "|---|---|\n",
        "[", "]", "](", ")", "![", "[^1]", "[x] ", "http://", "https://example.com/a.b?c", "www.", "<", ">", "<br>", "<think>", "</think>", "<!--", "-->", "&", "&amp;", "$", "$5", "$$", "\\(", "\\)", "\\frac{1}{2}",
        "Dr.", "e.g.", "U.S.", "a.m. ", "No. 5", "3.14", "10:30", "5–10", "2024-01-15", "…", "...", "“", "”", "\"", "'", "(", "你好", "。", "！", "」", "مرحبا", "؟", "नमस्ते", "।", "🎉", "👨‍👩‍👧", "\uD83C", "\u0301", "\u200D", "\t", "\r\n", "\0", "aVeryLongWordWithoutAnyEnd", "== ", "%", "°C", "=", "≥", "@", "/",
    ];

    public static TheoryData<string, string, string[]> Cases()
    {
        TheoryData<string, string, string[]> cases = [];
        foreach (string line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Text", "Sentences.tsv")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] cells = line.Split('\t');
                cases.Add(cells[0], Unescape(cells[1]), [.. cells.Skip(2).Where(c => c.Length > 0)]);
            }
        }

        return cases;
    }

    [Fact]
    public void TableIsLargeEnough() => Cases().Count.ShouldBeGreaterThanOrEqualTo(80);

    [Theory]
    [MemberData(nameof(Cases))]
    public void SpeaksTheTable(string name, string text, string[] expected)
    {
        foreach (int size in new[] { 1, 2, 3, 7, 1000 })
        {
            List<SpokenSentence> sentences = Read(text, size);
            sentences.Select(s => s.Text).ShouldBe(expected, $"{name}, in pieces of {size}");
            Check(text, sentences);
        }
    }

    [Fact]
    public void SentenceIsReadyWhenTheNextWordBegins()
    {
        SentenceStream stream = new();
        stream.Push("It is ten past four.").ShouldBeEmpty();
        stream.Push(" ").ShouldBeEmpty();
        stream.Push("Y").Select(s => s.Text).ShouldBe(["It is ten past four."]);
        stream.Push("ou are late.\n\n").Select(s => s.Text).ShouldBe(["You are late."]);
        stream.Push("- one\n- ").ShouldBeEmpty();
        stream.Push("t").Select(s => s.Text).ShouldBe(["one"]);
    }

    [Theory]
    [InlineData("and the river flows on ")]
    [InlineData("and the river flows on, ")]
    [InlineData("天気がいい、")]
    [InlineData("天気がいい")]
    [InlineData("abcdefghij")]
    [InlineData("🎉a")]
    [InlineData("& = ≥ ")]
    public void SentenceWithoutEndIsCut(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 3000 / part.Length));
        SentenceStream stream = new();
        List<SpokenSentence> sentences = [];
        for (int i = 0; i < text.Length; i++)
        {
            sentences.AddRange(stream.Push(text[i].ToString()));
            (i - (sentences.Count > 0 ? sentences[^1].End : 0)).ShouldBeLessThanOrEqualTo(420);
        }

        sentences.AddRange(stream.Finish());
        sentences.Count.ShouldBeGreaterThan(5);
        Check(text, sentences);
        sentences.ShouldAllBe(s => s.Text.Length <= 400);
    }

    [Fact]
    public void LongSentenceIsCutAtAClause()
    {
        string text = string.Concat(Enumerable.Repeat("he walked a long way to the sea, ", 20));
        List<SpokenSentence> sentences = Read(text, 1);
        sentences.ShouldAllBe(s => s.Text.EndsWith("sea", StringComparison.Ordinal));
    }

    [Fact]
    public void OtherLanguagesKeepTheirSigns()
    {
        SentenceStream stream = new("de");
        stream.Push("Das kostet 5 € & 3 %.\n```\nx\n```\n");
        SentenceStream whole = new("de");
        IEnumerable<SpokenSentence> sentences = whole.Push("Das kostet 5 € & 3 %.\n```\nx\n```\n").Concat(whole.Finish());
        sentences.Select(s => s.Text).ShouldBe(["Das kostet 5 € & 3 %."]);
    }

    [Fact]
    public void ChunkingChangesNothing()
    {
        Gen<string> texts = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        Arbitrary<(string Text, int Seed)> cases = Arb.From(texts.Zip(Gen.Choose(0, int.MaxValue), (t, s) => (t, s)));
        Prop.ForAll(cases, c =>
        {
            List<SpokenSentence> whole = Read(c.Text, int.MaxValue);
            Check(c.Text, whole);
            Read(c.Text, 1).ShouldBe(whole);
            Random random = new(c.Seed);
            SentenceStream stream = new();
            List<SpokenSentence> pieces = [];
            for (int i = 0; i < c.Text.Length;)
            {
                int n = Math.Min(random.Next(1, 12), c.Text.Length - i);
                pieces.AddRange(stream.Push(c.Text.Substring(i, n)));
                i += n;
            }

            pieces.AddRange(stream.Finish());
            pieces.ShouldBe(whole);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120));
    }

    [Fact]
    public void AnyTextIsSpokenWithoutAnError()
    {
        Prop.ForAll<string?>(text =>
        {
            string t = text ?? string.Empty;
            List<SpokenSentence> whole = Read(t, int.MaxValue);
            Check(t, whole);
            Read(t, 1).ShouldBe(whole);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("](")]
    [InlineData("`")]
    [InlineData("$")]
    [InlineData("<a ")]
    [InlineData("h")]
    [InlineData("https://a")]
    [InlineData(".)")]
    [InlineData("|")]
    [InlineData("*")]
    [InlineData("> ")]
    [InlineData("\\(")]
    [InlineData("- ")]
    public void NastyTextTakesNoLongTime(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 30_000 / part.Length));
        long start = Environment.TickCount64;
        Check(text, Read(text, 10));
        (Environment.TickCount64 - start).ShouldBeLessThan(8000);
    }

    private static List<SpokenSentence> Read(string text, int size)
    {
        SentenceStream stream = new();
        List<SpokenSentence> sentences = [];
        for (int i = 0; i < text.Length; i += Math.Min(size, text.Length - i))
        {
            sentences.AddRange(stream.Push(text.Substring(i, Math.Min(size, text.Length - i))));
        }

        sentences.AddRange(stream.Finish());
        return sentences;
    }

    private static void Check(string text, List<SpokenSentence> sentences)
    {
        int end = 0;
        foreach (SpokenSentence sentence in sentences)
        {
            sentence.Start.ShouldBeGreaterThanOrEqualTo(end);
            sentence.End.ShouldBeGreaterThanOrEqualTo(sentence.Start);
            sentence.End.ShouldBeLessThanOrEqualTo(text.Length);
            sentence.Text.ShouldNotBeNullOrWhiteSpace();
            sentence.Text.Length.ShouldBeLessThanOrEqualTo(400);
            end = sentence.End;
        }
    }

    private static string Unescape(string cell) => cell.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace('\u0001', '\\');
}
