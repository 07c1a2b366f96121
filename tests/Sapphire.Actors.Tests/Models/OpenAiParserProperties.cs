using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>Laws of the parser, over its own stream and with many more cases than HTTP would allow.</summary>
public sealed class OpenAiParserProperties
{
    private static readonly OpenAiEndpoint Endpoint = new("Scripted", OpenAiEndpoint.DefaultBaseUrl, "m", null);

    private static readonly string Valid = string.Concat(((IEnumerable<string>)
    [
        Chunks.Role(), Chunks.Content("<thi"), Chunks.Content("nk>Hm — well</th"), Chunks.Content("ink>\n\nGrüße, "), Chunks.Content("👋!"),
        .. Chunks.ToolCall(0, "c1", "get_time", """{"zone":"Zürich","n":[1,2]}"""), .. Chunks.ToolCall(0, "c2", "set_timer", "{}"), Chunks.Finish("tool_calls"), Chunks.Usage(3, 4), "[DONE]",
    ]).Select(static (d, i) => (i % 3) switch { 0 => $"data: {d}\n\n", 1 => $": ping\r\ndata:{d}\r\n\r\n", _ => $"event: message\rdata: {d}\r\r" }));

    private static Reply Parse(byte[] bytes, Func<int, int> size)
    {
        Reply reply = new();
#pragma warning disable VSTHRD002 // FsCheck asks for a plain answer; the limit shows a parser that hangs.
        ReadAsync(reply, bytes, size).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        return reply;
    }

    private static async Task ReadAsync(Reply reply, byte[] bytes, Func<int, int> size)
    {
        using StreamWatch watch = new(TimeProvider.System, OpenAiTimeouts.Default, CancellationToken.None);
        await using AnswerStream stream = new(new PieceStream(bytes, size), watch);
        try
        {
            await reply.ReadAsync(ChatStreamReader.ReadAsync(stream, new(Endpoint, ["get_time", "set_timer"]), Endpoint, watch, watch.Token));
        }
        catch (Exception e) when (e is not ModelException)
        {
            // As the client does: whatever is wrong has words for a person.
            ModelException told = ModelErrors.From(Endpoint, e, tokenSeen: false);
            told.Message.ShouldNotBeEmpty();
            (e is IOException or InvalidDataException).ShouldBeTrue(e.ToString());
            throw told;
        }
    }

    [Fact]
    public void Any_chunking_of_a_valid_stream_gives_the_same_result()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Valid);
        string whole = Parse(bytes, static _ => int.MaxValue).Summary;
        whole.ShouldStartWith("Hm — well|Grüße, 👋!|get_time(");
        whole.ShouldEndWith("set_timer({})|3/4|tool_calls");
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), sizes =>
            Parse(bytes, i => 1 + (sizes.Get[i % sizes.Get.Length] % 40)).Summary == whole).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Damaged_streams_give_a_reply_or_a_model_exception()
    {
        byte[] valid = Encoding.UTF8.GetBytes(Valid);
        Gen<byte[]> damaged = from edits in Gen.ArrayOf(Gen.Choose(0, valid.Length - 1).Zip(Gen.Choose(0, 255)))
                              from length in Gen.Choose(0, valid.Length)
                              from cut in Gen.Elements(true, false)
                              select Damage(valid, edits, cut ? length : valid.Length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(damaged.ToArbitrary(), Survives));
    }

    [Fact]
    public void Odd_json_gives_a_reply_or_a_model_exception()
    {
        string[] words =
        [
            "{", "}", "[", "]", ":", ",", "null", "1", "-1", "1e999", "true", "\"\"", "\"x\"", "\"choices\"", "\"delta\"", "\"content\"", "\"tool_calls\"", "\"function\"", "\"name\"", "\"arguments\"",
            "\"index\"", "\"id\"", "\"finish_reason\"", "\"usage\"", "\"error\"", "\"\\ud800\"", "\"<think>\"", "data: ", "\n\n", "\r", "[DONE]", "{\"choices\":[{\"delta\":", "}]}", "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":",
        ];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
            Gen.Elements(words).ArrayOf().Select(static w => Encoding.UTF8.GetBytes("data: " + string.Concat(w))).ToArbitrary(), Survives));
    }

    [Fact]
    public void Deep_nesting_is_garbage() =>
        Should.Throw<ModelException>(() => Parse(Encoding.UTF8.GetBytes("data: " + new string('[', 100_000) + "\n\n"), static _ => int.MaxValue)).Message.ShouldContain("not a chat completion");

    [Fact]
    public void An_endless_line_is_cut_off() =>
        Should.Throw<ModelException>(() => Parse(Encoding.UTF8.GetBytes("data: " + new string('x', 20 << 20)), static _ => int.MaxValue)).Message.ShouldContain("not a chat completion");

    private static bool Survives(byte[] bytes)
    {
        try
        {
            _ = Parse(bytes, static i => 1 + (i * 7 % 31)).Summary;
        }
        catch (ModelException e)
        {
            e.Detail.ShouldNotBeEmpty();
        }

        return true;
    }

    private static byte[] Damage(byte[] valid, (int At, int Value)[] edits, int length)
    {
        byte[] copy = [.. valid];
        foreach ((int at, int value) in edits)
        {
            copy[at] = (byte)value;
        }

        return copy[..length];
    }

    /// <summary>Gives its bytes in pieces of the sizes that it is told.</summary>
    private sealed class PieceStream(byte[] bytes, Func<int, int> size) : MemoryStream(bytes)
    {
        private int _piece;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, size(_piece++))], cancellationToken);
        }
    }
}
