using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Home;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>An in-process model: each request takes the next script. For what happens on the wire see the scripted provider.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private readonly Queue<Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>> _scripts = new();

    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public ScriptedModel Then(params AIContent[] contents) => Then(_ => contents);

    public ScriptedModel Then(Func<IReadOnlyList<ChatMessage>, IEnumerable<AIContent>> contents)
    {
        _scripts.Enqueue((messages, _) => Stream(contents(messages)));
        return this;
    }

    public ScriptedModel ThenRun(Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script)
    {
        _scripts.Enqueue(script);
        return this;
    }

    public ScriptedModel ThenFail(Exception error, params AIContent[] before)
    {
        _scripts.Enqueue((_, _) => Stream(before, error));
        return this;
    }

    public static IModelDirectory Directory(params IChatClient[] clients) => new FixedDirectory(clients);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script;
        lock (_scripts)
        {
            Requests.Add(asked);
            Options.Add(options);
            script = _scripts.Dequeue();
        }

        await foreach (ChatResponseUpdate update in script(asked, cancellationToken).WithCancellation(cancellationToken))
        {
            yield return update;
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Turns stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(IEnumerable<AIContent> contents, Exception? error = null)
    {
        foreach (AIContent content in contents)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, [content]);
        }

        if (error is not null)
        {
            throw error;
        }
    }

    private sealed class FixedDirectory(IChatClient[] clients) : IModelDirectory
    {
        public ModelStatus Status { get; } = new("Test", "test", BuiltIn: false, string.Empty);

        public event Action<ModelStatus>? StatusChanged
        {
            add { }
            remove { }
        }

        public ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken) =>
            new([.. clients.Select((client, i) => new ModelChoice($"p{i}", $"Provider {i}", "test", client, BuiltIn: false))]);
    }
}

/// <summary>Fixed tools.</summary>
internal sealed class FixedToolbox(params AIFunction[] tools) : IToolbox
{
    public IReadOnlyList<AIFunction> ToolsFor(ToolContext context) => tools;
}
