using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Context;

namespace Sapphire.Actors.Tests.Context;

public sealed class TextCallScannerTests
{
    private static readonly HashSet<string> Tools = ["get_time", "add"];

    [Theory]
    [InlineData("""<tool_call>{"name":"get_time","arguments":{"place":"Rome"}}</tool_call>""", "", "get_time(place=Rome)")]
    [InlineData("""Let me see. <tool_call>\n{"name": "get_time", "arguments": {"place": "Rome"}}\n</tool_call>""", "Let me see. ", "get_time(place=Rome)")]
    [InlineData("""<tool_call>{"name":"add","arguments":{"a":1}}</tool_call>\n<tool_call>{"name":"add","arguments":{"a":2}}</tool_call>""", "", "add(a=1) add(a=2)")]
    [InlineData("""<tool_call>{"name":"add","arguments":{"a":1}}""", "", "add(a=1)")]
    [InlineData("""<tool_call>{"name":"nothing_known","arguments":{}}</tool_call>""", "", "nothing_known()")]
    [InlineData("""<function_call>{"name":"add","parameters":{"a":1}}</function_call> So.""", "So.", "add(a=1)")]
    [InlineData("""[TOOL_REQUEST]{"name":"add","arguments":{"a":1}}[END_TOOL_REQUEST]""", "", "add(a=1)")]
    [InlineData("""```json\n{"name":"get_time","arguments":{"place":"Rome"}}\n```""", "", "get_time(place=Rome)")]
    [InlineData("""Sure:\n```json\n{"name":"get_time","arguments":"{\\"place\\":\\"Rome\\"}"}\n```""", "Sure:\n", "get_time(place=Rome)")]
    [InlineData("""{"name":"add","arguments":{"a":1}}""", "", "add(a=1)")]
    [InlineData("""{"function_call":{"name":"add","arguments":{"a":1}}}""", "", "add(a=1)")]
    [InlineData("""[{"name":"add","arguments":{"a":1}},{"name":"add","arguments":{"a":2}}]""", "", "add(a=1) add(a=2)")]
    [InlineData("""{"type":"function","function":{"name":"add","arguments":{"a":1}}}""", "", "add(a=1)")]
    public void A_call_written_as_text_is_understood(string reply, string said, string calls) => Check(Unescaped(reply), Unescaped(said), calls);

    [Theory]
    [InlineData("""Here is JSON:\n```json\n{"name":"Ann","age":3}\n```\nDone.""")]
    [InlineData("""```json\n{"name":"get_time"}\n```""")]
    [InlineData("""```json\n{"title":"x","arguments":{}}\n```""")]
    [InlineData("""```python\nprint("<tool_call>")\n{"name":"add","arguments":{"a":1}}\n```\n""")]
    [InlineData("""{"name":"Ann","arguments":{"a":1}}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""[1, 2, 3] is a list.""")]
    [InlineData("""[see] the note""")]
    [InlineData("""The tag <tool_call> is not closed here and holds no call""")]
    [InlineData("""Say {"name":"add","arguments":{"a":1}} aloud.""")]
    [InlineData("""a < b, and `x` and ``y`` and <tool""")]
    [InlineData("""Write `<tool_call>{"name":"add","arguments":{"a":1}}</tool_call>` to call it.""")]
    [InlineData("""`<function_call>{"name":"add","arguments":{"a":1}}</function_call>`""")]
    [InlineData("""```""")]
    [InlineData("""```json\n{"name":"ad""")]
    [InlineData("")]
    public void What_is_no_call_is_said_as_it_came(string reply) => Check(Unescaped(reply), Unescaped(reply), "");

    [Theory]
    [InlineData("```json\n{\"name\":\"add\",\"arguments\":{\"a\":1}}\n```")]
    [InlineData("{\"name\":\"add\",\"arguments\":{\"a\":1}}")]
    public void Of_a_model_that_calls_otherwise_only_a_tag_is_a_call(string quoted)
    {
        TextCallScanner scanner = new(Tools, onlyTags: true);
        (scanner.Push(quoted) + scanner.End()).ShouldBe(quoted);
        scanner.Calls.ShouldBeEmpty();
        TextCallScanner tagged = new(Tools, onlyTags: true);
        tagged.Push("""<tool_call>{"name":"add","arguments":{"a":1}}</tool_call>""").ShouldBe("");
        TextCallScanner.IsOfText(tagged.Calls.ShouldHaveSingleItem().CallId).ShouldBeTrue();
    }

    [Fact]
    public void Ordinary_text_is_said_at_once()
    {
        TextCallScanner scanner = new(Tools);
        scanner.Push("Hello").ShouldBe("Hello");
        scanner.Push(", there").ShouldBe(", there");
        scanner.Push(". A list:\n```json\n{\"a\"").ShouldBe(". A list:\n```json\n{\"a\"", "its first member tells that it is no call");
        scanner.Push(": 1}\n```\n").ShouldBe(": 1}\n```\n");
    }

    [Fact]
    public void Broken_arguments_in_a_tag_become_a_call_that_the_model_hears_about()
    {
        TextCallScanner scanner = new(Tools);
        scanner.Push("""<tool_call>{"name":"add","arguments":"{a:"}</tool_call>""").ShouldBe("");
        scanner.Calls.ShouldHaveSingleItem().Exception.ShouldNotBeNull();
    }

    [Fact]
    public void A_block_without_end_is_held_back_only_so_far()
    {
        TextCallScanner scanner = new(Tools);
        string text = "<tool_call>" + new string('x', 70_000);
        (scanner.Push(text) + scanner.End()).ShouldBe(text);
    }

    [Fact]
    public void The_result_does_not_depend_on_how_the_text_is_cut() => Prop.ForAll(Replies(), static pieces =>
    {
        string whole = string.Concat(pieces);
        (string once, string[] calls) = Run([whole]);
        (string cut, string[] cutCalls) = Run(pieces);
        (string single, string[] singleCalls) = Run([.. whole.Select(static c => c.ToString())]);
        cut.ShouldBe(once);
        single.ShouldBe(once);
        cutCalls.ShouldBe(calls);
        singleCalls.ShouldBe(calls);
        if (calls.Length == 0)
        {
            once.ShouldBe(whole, "nothing is lost");
        }
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<string[]> Replies() => Gen.ArrayOf(Gen.Elements(
        "<tool_call>", "</tool_call>", "```", "```json\n", "\n", "\n```\n", " ", "text", "{\"name\":\"add\",", "\"arguments\":{\"a\":1}}", "{", "}", "\"", "[", "]", "`", "<", "python\n", "{\"x\":2}", "[TOOL_REQUEST]", "[END_TOOL_REQUEST]")).ToArbitrary();

    private static void Check(string reply, string said, string calls)
    {
        foreach (int size in (int[])[reply.Length + 1, 1, 2, 3, 7])
        {
            (string text, string[] found) = Run([.. reply.Chunk(size).Select(static c => new string(c))]);
            text.ShouldBe(said, $"in pieces of {size}");
            string.Join(' ', found).ShouldBe(calls, $"in pieces of {size}");
        }
    }

    private static (string Said, string[] Calls) Run(string[] pieces)
    {
        TextCallScanner scanner = new(Tools);
        string said = string.Concat(pieces.Select(scanner.Push).ToArray()) + scanner.End();
        return (said, [.. scanner.Calls.Select(static call => $"{call.Name}({string.Join(',', call.Arguments?.Select(static a => $"{a.Key}={a.Value}") ?? [])})")]);
    }

    private static string Unescaped(string text) => text.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace('\u0001', '\\');
}
