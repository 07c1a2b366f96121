using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>A scripted server and a client of it, over real HTTP.</summary>
public abstract class OpenAiTestBase : IAsyncLifetime
{
    protected const string Key = "sk-very-secret-key";

    protected const string Prompt = "My prompt is private.";

    protected ScriptedServer Server { get; private set; } = null!;

    protected HttpClient Http { get; } = ModelHttp.CreateClient();

    protected CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Server = await ScriptedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected OpenAiChatClient Client(TimeProvider? time = null, OpenAiTimeouts? timeouts = null, string? key = Key) =>
        new(Http, new("Scripted", new(Server.Url), "scripted", key), time, timeouts);

    protected async Task<Reply> AskAsync(OpenAiChatClient? client = null, ChatOptions? options = null)
    {
        Reply reply = new();
        await reply.ReadAsync((client ?? Client()).GetStreamingResponseAsync([new(ChatRole.User, Prompt)], options, Cancel));
        return reply;
    }

    /// <summary>Runs one scripted answer to its failure.</summary>
    protected async Task<(ModelException Error, Reply Reply)> FailAsync(OpenAiChatClient? client = null)
    {
        Reply reply = new();
        ModelException error = await Should.ThrowAsync<ModelException>(() => reply.ReadAsync((client ?? Client()).GetStreamingResponseAsync([new(ChatRole.User, Prompt)], null, Cancel)));
        string all = error.ToString() + error.Detail;
        all.ShouldNotContain(Key);
        all.ShouldNotContain(Prompt);
        all.ShouldNotContain("REPLY-TEXT");
        error.Message.ShouldEndWith(".");
        error.Detail.ShouldNotBeEmpty();
        return (error, reply);
    }
}
