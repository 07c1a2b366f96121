using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Turns;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>Runs turns against scripted servers, over real HTTP.</summary>
internal sealed class TurnBench : IAsyncDisposable, ITurnReporter, IModelDirectory
{
    private readonly HttpClient _http = ModelHttp.CreateClient();
    private readonly List<ScriptedServer> _servers = [];
    private readonly List<ModelChoice> _choices = [];
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _thought = new();
    private int _ids;

    public event Action<ModelStatus>? StatusChanged
    {
        add { }
        remove { }
    }

    public ModelStatus Status { get; } = new("Test", "test", BuiltIn: false, string.Empty);

    public List<ChatNode> Branch { get; } = [];

    public List<AIFunction> Tools { get; } = [];

    public PromptServices Prompts { get; set; } = PromptServices.None();

    public string Said => _said.ToString();

    public string Thought => _thought.ToString();

    public List<ToolInvocation> Calls { get; } = [];

    public List<string> Errors { get; } = [];

    public List<string> Results { get; } = [];

    public async Task<ScriptedServer> AddAsync(Func<ModelChoice, ModelChoice>? with = null)
    {
        ScriptedServer server = await ScriptedServer.StartAsync();
        _servers.Add(server);
        string name = $"m{_servers.Count}";
        OpenAiChatClient client = new(_http, new(name, new(server.Url), name, null));
        ModelChoice choice = new($"p{_servers.Count}", name, name, client, BuiltIn: false);
        _choices.Add(with is null ? choice : with(choice));
        return server;
    }

    public void Add(ModelChoice choice) => _choices.Add(choice);

    public TurnBench User(string text, params PartView[] more)
    {
        Branch.Add(Node(MessageRole.User, [.. text.Length == 0 ? (PartView[])[] : [new TextPart(text)], .. more]));
        return this;
    }

    public TurnBench Assistant(params PartView[] parts)
    {
        Branch.Add(Node(MessageRole.Assistant, [.. parts]));
        return this;
    }

    public TurnBench Talk(int exchanges, string words = "some words that are said")
    {
        for (int i = 0; i < exchanges; i++)
        {
            User($"question {i}: {words}").Assistant(new TextPart($"answer {i}: {words}"));
        }

        return this;
    }

    public Task<TurnOutcome> RunAsync()
    {
        TurnLoop loop = new(this, new TurnComposer(() => "You are.", new FixedToolbox([.. Tools])), TurnOptions.Default, TimeProvider.System, NullLogger<TurnLoop>.Instance, Prompts);
        TurnContext context = new(ChatId.New(TimeProvider.System), TurnId.New(TimeProvider.System), null, ChatSettings.None, Branch.Count(static node => node.Role == MessageRole.User));
        return loop.RunAsync(new(context, [.. Branch, Node(MessageRole.Assistant, [])]), this, TestContext.Current.CancellationToken);
    }

    public ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken) => new(_choices);

    public ValueTask SaidAsync(string text, bool reasoning, CancellationToken cancellationToken)
    {
        (reasoning ? _thought : _said).Append(text);
        return ValueTask.CompletedTask;
    }

    public ValueTask CallingAsync(IReadOnlyList<ToolInvocation> calls, CancellationToken cancellationToken)
    {
        Calls.AddRange(calls);
        return ValueTask.CompletedTask;
    }

    public void Returned(string callId, string? result, string? error, long durationMs)
    {
        if (result is not null)
        {
            lock (Results)
            {
                Results.Add(result);
            }
        }

        if (error is not null)
        {
            lock (Errors)
            {
                Errors.Add(error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (ScriptedServer server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private ChatNode Node(MessageRole role, ImmutableArray<PartView> parts) =>
        new(new(new Guid($"00000000-0000-7000-8000-{++_ids:x12}")), null, role, parts, MessageStatus.Completed, DateTimeOffset.UnixEpoch);
}
