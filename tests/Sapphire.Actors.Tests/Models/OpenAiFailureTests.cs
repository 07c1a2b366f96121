using System.Net.Sockets;
using System.Net;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Models;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>Every failure is a <see cref="ModelException"/> that says what to do and keeps what is private.</summary>
public sealed class OpenAiFailureTests : OpenAiTestBase
{
    /// <summary>A server that repeats everything private in its error.</summary>
    private static string Echo => $"Incorrect key {Key} for prompt {Prompt}: REPLY-TEXT";

    [Theory]
    [InlineData(400, "", false, "check the URL and the model")]
    [InlineData(400, "This model's maximum context length is 4096 tokens", false, "too long for this model")]
    [InlineData(400, "registry/x does not support tools", false, "cannot use tools")]
    [InlineData(401, "", false, "refuses the key")]
    [InlineData(402, "", false, "no credit")]
    [InlineData(403, "", false, "may not use")]
    [InlineData(404, "The model `x` does not exist", false, "does not know the model scripted")]
    [InlineData(404, "", false, "Nothing answers at")]
    [InlineData(413, "", false, "too long")]
    [InlineData(429, "", true, "asked too often")]
    [InlineData(429, "insufficient_quota", false, "no credit")]
    [InlineData(500, "", true, "Try again")]
    [InlineData(502, "", true, "Try again")]
    [InlineData(503, "", true, "Try again")]
    public async Task An_error_status_is_told_with_what_to_do(int status, string says, bool canRetry, string advice)
    {
        // Twice: a 400 is asked once more without stream_options.
        Answer answer = Answer.Error(status, says.Length > 0 ? $"{Echo} {says}" : Echo.Replace("prompt", "p", StringComparison.Ordinal));
        Server.Enqueue(answer, answer);
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldStartWith($"Scripted answered {status} (");
        error.Detail.ShouldContain(advice);
        error.CanRetry.ShouldBe(canRetry);
    }

    [Fact]
    public async Task A_missing_key_is_asked_for()
    {
        Server.Enqueue(Answer.Error(401));
        (ModelException error, _) = await FailAsync(Client(key: null));
        error.Detail.ShouldContain("wants a key");
        Server.Chats.Single().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task A_short_retry_after_is_waited_for()
    {
        ManualTimeProvider time = new();
        Server.Enqueue(Answer.Error(429).Header("Retry-After", "3"), Answer.Text("Hello"));
        Task<Reply> reply = AskAsync(Client(time));
        await Eventually.UntilAsync(() => Server.Chats.Count == 1);
        Server.Chats.Count.ShouldBe(1);
        await Eventually.UntilAsync(() => reply.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        (await reply).Text.ShouldBe("Hello");
        Server.Chats.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_short_retry_after_may_be_a_date()
    {
        ManualTimeProvider time = new();
        Server.Enqueue(Answer.Error(503).Header("Retry-After", (time.GetUtcNow() + TimeSpan.FromSeconds(2)).ToString("r")), Answer.Text("Hello"));
        Task<Reply> reply = AskAsync(Client(time));
        await Eventually.UntilAsync(() => reply.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        (await reply).Text.ShouldBe("Hello");
    }

    [Theory]
    [InlineData("30", "30 seconds")]
    [InlineData("600", "10 minutes")]
    [InlineData("Thu, 01 Jan 2026 00:05:00 GMT", "5 minutes")]
    public async Task A_long_retry_after_is_told(string retryAfter, string told)
    {
        Server.Enqueue(Answer.Error(429).Header("Retry-After", retryAfter));
        (ModelException error, _) = await FailAsync(Client(new ManualTimeProvider()));
        error.Detail.ShouldContain($"wait {told}");
        error.CanRetry.ShouldBeTrue();
        Server.Chats.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_always_busy_is_given_up()
    {
        Server.Fallback = static _ => Answer.Error(429).Header("Retry-After", "0");
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("429");
        Server.Chats.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Stream_options_are_dropped_once_where_they_are_refused()
    {
        OpenAiChatClient client = Client();
        Server.Enqueue(Answer.Error(400, "Unrecognized request argument: stream_options"), Answer.Text("One"), Answer.Text("Two"));
        (await AskAsync(client)).Text.ShouldBe("One");
        (await AskAsync(client)).Text.ShouldBe("Two");
        Server.Chats.Select(static r => r.Json.TryGetProperty("stream_options", out _)).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task An_error_inside_the_stream_is_told()
    {
        Server.Enqueue(Answer.Events([.. Chunks.Text("REPLY-TEXT and "), "{\"error\":{\"message\":\"" + Echo + "\",\"code\":500}}"]));
        (ModelException error, Reply reply) = await FailAsync();
        reply.Text.ShouldBe("REPLY-TEXT and ");
        error.Message.ShouldContain("reported an error");
        error.CanRetry.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"error":"out of memory"}""")]
    [InlineData("""{"object":"error","message":"no","code":400}""")]
    [InlineData("""{"error":{"message":"context length exceeded"}}""")]
    public async Task An_error_with_status_200_is_told(string body)
    {
        Server.Enqueue(Answer.Json(body));
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("reported an error");
    }

    [Fact]
    public async Task An_error_event_is_told()
    {
        Server.Enqueue(Answer.Raw("event: error\ndata: {\"message\":\"overloaded\"}\n\n"));
        (ModelException error, _) = await FailAsync();
        error.Detail.ShouldContain("too busy");
    }

    [Fact]
    public async Task A_web_page_is_told()
    {
        Server.Enqueue(Answer.Raw("\n<!DOCTYPE html><html>REPLY-TEXT</html>").As("text/html"));
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("web page");
        error.Detail.ShouldContain(Server.Url);
    }

    [Theory]
    [InlineData("garbage REPLY-TEXT")]
    [InlineData("data: REPLY-TEXT\n\n")]
    [InlineData("data: [1,2]\n\n")]
    [InlineData("data: {\"choices\":[\n\n")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"REPLY-TEXT")]
    [InlineData("{\"hello\":\"REPLY-TEXT\"}")]
    [InlineData("\u0001\u0002\u0003")]
    public async Task Garbage_is_told(string body)
    {
        Server.Enqueue(Answer.Raw(body));
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("not a chat completion");
    }

    [Fact]
    public async Task An_empty_body_is_told()
    {
        Server.Enqueue(new Answer());
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("empty answer");
    }

    [Fact]
    public async Task A_connection_cut_before_the_first_token_can_be_retried()
    {
        Server.Enqueue(Answer.Text("Hello there").Cut(0));
        (ModelException error, Reply reply) = await FailAsync();
        reply.Text.ShouldBe("");
        error.Message.ShouldContain("closed the connection before it answered");
        error.CanRetry.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_cut_after_the_first_token_keeps_what_was_said()
    {
        Server.Enqueue(Answer.Text("Hello there friend").Cut(3));
        (ModelException error, Reply reply) = await FailAsync();
        reply.Text.ShouldBe("Hello there ");
        error.Message.ShouldContain("broke in the middle");
        error.CanRetry.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_cut_after_the_finish_reason_loses_nothing()
    {
        Server.Enqueue(Answer.Events([.. Chunks.Text("Hello there"), Chunks.Finish("stop")]).Cut());
        (await AskAsync()).Text.ShouldBe("Hello there");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_before_the_first_token_ends_in_time(bool keepAlive)
    {
        ManualTimeProvider time = new();
        Server.Enqueue(keepAlive ? Answer.Raw(": waiting\n\n", "data: " + Chunks.Role() + "\n\n").Stall() : new Answer().Stall());
        Task<(ModelException Error, Reply Reply)> failure = FailAsync(Client(time, new() { FirstToken = TimeSpan.FromSeconds(100) }));
        await Eventually.UntilAsync(() => Server.Chats.Count == 1);
        time.Advance(TimeSpan.FromSeconds(99));
        failure.IsCompleted.ShouldBeFalse();
        await Eventually.UntilAsync(() => failure.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        (await failure).Error.Message.ShouldContain("did not begin to answer within 2 minutes");
        await Server.Chats[0].Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task Silence_after_the_first_token_ends_in_time()
    {
        ManualTimeProvider time = new();
        Server.Enqueue(Answer.Text("Hello there").Stall(2));
        Reply reply = new();
        await using IAsyncEnumerator<ChatResponseUpdate> updates = Client(time, new() { Stall = TimeSpan.FromSeconds(40) })
            .GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel).GetAsyncEnumerator(Cancel);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        // The consumer's own time does not count.
        time.Advance(TimeSpan.FromSeconds(500));
        Task<bool> next = updates.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(39));
        next.IsCompleted.ShouldBeFalse();
        await Eventually.UntilAsync(() => next.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        ModelException error = await Should.ThrowAsync<ModelException>(() => next);
        error.Message.ShouldContain("stopped in the middle");
        error.Detail.ShouldContain("40 seconds");
        await Server.Chats[0].Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task Cancelling_closes_the_request_at_once()
    {
        Server.Enqueue(Answer.Text("Hello there").Stall(2));
        using CancellationTokenSource stop = new();
        await using IAsyncEnumerator<ChatResponseUpdate> updates = Client().GetStreamingResponseAsync([new(ChatRole.User, "x")], null, stop.Token).GetAsyncEnumerator(stop.Token);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        Task<bool> next = updates.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
        await Server.Chats[0].Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task Leaving_the_stream_closes_the_request()
    {
        Server.Enqueue(Answer.Text("Hello there").Stall(2));
        await foreach (ChatResponseUpdate update in Client().GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel))
        {
            update.Text.ShouldBe("Hello ");
            break;
        }

        await Server.Chats[0].Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        (ModelException error, _) = await FailAsync(new(Http, new("LM Studio", new($"http://127.0.0.1:{port}/v1"), "x", Key)));
        error.Message.ShouldBe($"LM Studio at http://127.0.0.1:{port}/v1 is not running.");
        error.CanRetry.ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_name_is_told()
    {
        (ModelException error, _) = await FailAsync(new(Http, new("Far", new("http://no-such-host.invalid/v1"), "x", Key)));
        error.Message.ShouldContain("no-such-host.invalid");
        error.Detail.ShouldContain("Check the URL");
    }

    [Fact]
    public async Task A_server_without_tls_is_told()
    {
        (ModelException error, _) = await FailAsync(new(Http, new("Scripted", new(Server.Url.Replace("http:", "https:", StringComparison.Ordinal)), "x", Key)));
        error.Message.ShouldContain("No secure connection");
        error.CanRetry.ShouldBeFalse();
    }

    [Fact]
    public async Task A_redirect_to_another_server_is_not_followed()
    {
        await using ScriptedServer other = await ScriptedServer.StartAsync();
        Server.Enqueue(new Answer().WithStatus(307).Header("Location", other.Url + "/chat/completions"));
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("sends on to another server");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_within_the_server_is_followed()
    {
        Server.Enqueue(new Answer().WithStatus(308).Header("Location", "/other/chat/completions"), Answer.Text("Hello"));
        (await AskAsync()).Text.ShouldBe("Hello");
        Server.Requests[1].Path.ShouldBe("/other/chat/completions");
        Server.Requests[1].Headers["Authorization"].ShouldBe("Bearer " + Key);
    }
}
