using Sapphire.Actors.Search;

namespace Sapphire.Actors.Tests.Search;

/// <summary>Tokens, and the pieces of text that are shown of a hit.</summary>
public sealed class SnippetTests
{
    [Theory]
    [InlineData("Crème Brûlée", "creme brulee")]
    [InlineData("Cre\u0300me", "creme")]
    [InlineData("ÆØÅ ŁÓDŹ ﬁn", "aeoa lodz fin")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ")]
    [InlineData("東京タワー", "東 京 タ ワ ー")]
    [InlineData("สวัสดี", "ส วั ส ดี")]
    [InlineData("a👩‍💻b", "a 👩 💻 b")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("foo_bar-baz", "foo bar baz")]
    [InlineData("\ud800x", "x")]
    [InlineData("", "")]
    public void Words_are_searched_without_case_and_diacritics(string text, string tokens) =>
        string.Join(' ', TextTokenizer.Tokenize(text).Select(token => token.Text)).ShouldBe(tokens);

    [Fact]
    public void Tokens_know_where_they_stand()
    {
        const string Text = "Eine Cre\u0300me für 東京, bitte";
        string.Join('|', TextTokenizer.Tokenize(Text).Select(token => Text.Substring(token.Start, token.Length))).ShouldBe("Eine|Cre\u0300me|für|東|京|bitte");
    }

    [Fact]
    public void A_snippet_is_cut_around_the_place_that_has_most_of_the_query()
    {
        string text = $"apple {string.Join(' ', Enumerable.Repeat("filler", 100))} apple pie is best {string.Join(' ', Enumerable.Repeat("filler", 100))}";
        IReadOnlyList<SnippetPart> snippet = SnippetBuilder.Build(text, SearchQuery.Parse("apple pie "));
        snippet.Where(part => part.Hit).Select(part => part.Text).ShouldBe(["apple", "pie"]);
        string.Concat(snippet.Select(part => part.Text)).Length.ShouldBeLessThan(200);
        snippet[0].Text.ShouldStartWith("…");
        snippet[^1].Text.ShouldBe("…");
    }

    [Fact]
    public void A_snippet_is_one_line()
    {
        string.Concat(SnippetBuilder.Build("first\n\n   second\tline", SearchQuery.Parse("second")).Select(part => part.Text)).ShouldBe("first second line");
    }

    [Theory]
    [InlineData("**Boil** the *water*, then __wait__ ~~long~~.", "Boil the water, then wait long.")]
    [InlineData("***Very*** important: `a*b*c` and ``x ` y``", "Very important: a*b*c and x ` y")]
    [InlineData("# Tea\n## Green tea\n> > quoted\n#tag", " Tea\n Green tea\n  quoted\n#tag")]
    [InlineData("```csharp\nint **p = *q*;\n```\n**done**", "csharp\nint **p = *q*;\n\ndone")]
    [InlineData("See [the manual](https://example.org/a_b_c) and ![a cup](cup.png)", "See the manual (https://example.org/a_b_c) and a cup (cup.png)")]
    [InlineData("2*3*4 and foo_bar_baz and *.cs and 5 * 6 * 7 and ~/x~", "2*3*4 and foo_bar_baz and *.cs and 5 * 6 * 7 and ~/x~")]
    [InlineData("un**frigging**believable", "un**frigging**believable")]
    [InlineData("这是**重点**内容", "这是重点内容")]
    [InlineData("**open and\nclosed** elsewhere [x] (y)", "**open and\nclosed** elsewhere [x] (y)")]
    [InlineData(@"\*not\* a mark, C:\dir", @"*not* a mark, C:\dir")]
    [InlineData("* one\n* two - 1", "* one\n* two - 1")]
    [InlineData("", "")]
    public void Simple_marks_of_Markdown_are_not_shown(string text, string plain) => MarkdownMarks.Strip(text).ShouldBe(plain);

    [Fact]
    public void Without_its_marks_a_text_has_the_words_that_were_indexed()
    {
        Random random = new(5);
        const string Alphabet = "ab *_~`#>[]()!\\\n京é\u0301.";
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Words(MarkdownMarks.Strip(text)).ShouldBe(Words(text), text);
        }

        static string Words(string text) => string.Join(' ', TextTokenizer.Tokenize(text).Select(token => token.Text));
    }

    [Fact]
    public void Nothing_breaks_a_snippet()
    {
        Random random = new(11);
        const string Alphabet = "ab \n\"é🎉東\u0301\ud83d.";
        for (int i = 0; i < 3000; i++)
        {
            string text = Make(400);
            IReadOnlyList<SnippetPart> snippet = SnippetBuilder.Build(text, SearchQuery.Parse(Make(8)));
            snippet.ShouldAllBe(part => part.Text.Length > 0);
        }

        string Make(int length) => string.Concat(Enumerable.Range(0, random.Next(length)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
    }
}
