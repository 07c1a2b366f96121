using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Home;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Subscriptions;
using Sapphire.Faults.Tests.Support;
using Sapphire.Persistence.Files;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Turns;

/// <summary>An exception that nobody expects, inside a turn.</summary>
public sealed class BrokenModelTests : IDisposable
{
    private const string Secret = "Index 7 was outside the bounds.";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Place.Candidates, "")]
    [InlineData(Place.BeforeTheFirstToken, "")]
    [InlineData(Place.AfterSomeWords, "One two ")]
    public async Task The_reply_fails_visibly_and_the_chat_goes_on(Place place, string kept)
    {
        await using Assistant assistant = await Assistant.StartAsync(_folder.Path);
        assistant.Model.Breaks = place;
        ChatId chat = ChatId.New(TimeProvider.System);
        (await assistant.Gateway.SendAsync(new CreateChat(chat, Person.NewCommand(), Now, null))).Accepted.ShouldBeTrue();
        MessageView failed = await assistant.AskAsync(chat, "Go on.");
        failed.Status.ShouldBe(MessageStatus.Failed);
        failed.Text().ShouldBe(kept);
        failed.Error.ShouldNotBeNull();
        failed.Error.Title.ShouldBe("Something went wrong inside Sapphire.");
        failed.Error.Detail.ShouldContain("log");
        failed.Error.CanRetry.ShouldBeTrue();
        failed.Error.ToString().ShouldNotContain(Secret);
        assistant.Logged.ShouldContain(e => e.ToString().Contains(Secret, StringComparison.Ordinal));

        assistant.Model.Breaks = Place.Nowhere;
        MessageView next = await assistant.AskAsync(chat, "And now?");
        next.Status.ShouldBe(MessageStatus.Completed);
        next.Text().ShouldBe("One two three.");
        (await assistant.ReadAsync(chat, _ => true)).Messages.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_tool_that_hangs_or_throws_is_told_to_the_model()
    {
        await using Assistant assistant = await Assistant.StartAsync(_folder.Path, new SlowAndBrokenTools());
        ChatId chat = ChatId.New(TimeProvider.System);
        (await assistant.Gateway.SendAsync(new CreateChat(chat, Person.NewCommand(), Now, null))).Accepted.ShouldBeTrue();
        assistant.Model.Calls = ["slow", "broken"];
        MessageView reply = await assistant.AskAsync(chat, "Use your tools.");
        reply.Status.ShouldBe(MessageStatus.Completed);
        ToolPart[] tools = [.. reply.Parts.OfType<ToolPart>()];
        tools.Select(t => t.Name).ShouldBe(["slow", "broken"]);
        tools[0].Error.ShouldNotBeNull().ShouldContain("did not finish within 0.3 seconds");
        tools[1].Error.ShouldNotBeNull().ShouldContain("InvalidOperationException");
        assistant.Logged.ShouldContain(e => e.ToString().Contains(Secret, StringComparison.Ordinal));
        reply.Text().ShouldBe("One two three.");
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public enum Place
    {
        Nowhere,
        Candidates,
        BeforeTheFirstToken,
        AfterSomeWords,
    }

    private sealed class SlowAndBrokenTools : Sapphire.Actors.Tools.IToolbox
    {
        public IReadOnlyList<AIFunction> ToolsFor(Sapphire.Actors.Tools.ToolContext context) =>
        [
            AIFunctionFactory.Create(static async (CancellationToken cancel) =>
            {
                TaskCompletionSource never = new();
                await never.Task.WaitAsync(cancel);
                return "never";
            }, "slow", "Takes for ever."),
            AIFunctionFactory.Create(static string () => throw new InvalidOperationException(Secret), "broken", "Throws."),
        ];
    }

    private sealed class Model : IChatClient, IModelDirectory
    {
        public Place Breaks { get; set; }

        public string[] Calls { get; set; } = [];

        public ModelStatus Status { get; } = new("Test", "test", BuiltIn: false, "");

        public event Action<ModelStatus>? StatusChanged
        {
            add { }
            remove { }
        }

        public ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken) =>
            Breaks == Place.Candidates ? throw new InvalidOperationException(Secret) : new([new ModelChoice("test", "Test", "test", this, BuiltIn: false)]);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, Microsoft.Extensions.AI.ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (Breaks == Place.BeforeTheFirstToken)
            {
                throw new InvalidOperationException(Secret);
            }

            await Task.Yield();
            if (Calls.Length > 0 && messages.Last().Role != ChatRole.Tool)
            {
                yield return new(ChatRole.Assistant, [.. Calls.Select((name, i) => (AIContent)new FunctionCallContent($"call-{i}", name))]);
                yield break;
            }

            yield return new(ChatRole.Assistant, "One two ");
            if (Breaks == Place.AfterSomeWords)
            {
                throw new InvalidOperationException(Secret);
            }

            yield return new(ChatRole.Assistant, "three.");
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, Microsoft.Extensions.AI.ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Turns stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>The actors in this process, with a model that can be broken.</summary>
    private sealed class Assistant(IHost host, Model model, Log log) : IAsyncDisposable
    {
        public Model Model => model;

        public IEnumerable<Exception> Logged => log.Exceptions;

        public ChatGateway Gateway => host.Services.GetRequiredService<ChatGateway>();

        public static async Task<Assistant> StartAsync(string folder, Sapphire.Actors.Tools.IToolbox? tools = null)
        {
            Model model = new();
            Log log = new();
            HomeFolder home = HomeFolder.Resolve(folder);
            home.Create();
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSingleton(home).AddSingleton(TimeProvider.System).AddSingleton<IModelDirectory>(model).AddLogging(logging => logging.AddProvider(log));
            if (tools is not null)
            {
                builder.Services.AddSingleton(tools);
            }

            SapphireOptions options = new();
            builder.Services.AddAssistantActors(options with { Chat = options.Chat with { ToolTimeout = TimeSpan.FromMilliseconds(300) } });
            IHost host = builder.Build();
            await host.StartAsync();
            return new(host, model, log);
        }

        public async Task<MessageView> AskAsync(ChatId chat, string text)
        {
            MessageId reply = MessageId.New(TimeProvider.System);
            (await Gateway.SendAsync(new Say(chat, Person.NewCommand(), Now, MessageId.New(TimeProvider.System), TurnId.New(TimeProvider.System), reply, text, null, "api"))).Accepted.ShouldBeTrue();
            return (await ReadAsync(chat, c => c.Messages.Any(m => m.Id == reply && m.HasEnded()))).Messages.Single(m => m.Id == reply);
        }

        public async Task<ChatView> ReadAsync(ChatId chat, Func<ChatView, bool> condition)
        {
            ChatView? view = null;
            await Polling.UntilAsync(
                async () =>
                {
                    await foreach (Update update in host.Services.GetRequiredService<UpdateStreams>().Read(chat, CancellationToken.None))
                    {
                        view = ((ChatSnapshot)update).Chat;
                        return condition(view);
                    }

                    return false;
                },
                "the reply has ended");
            return view!;
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<Exception> Exceptions { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null && logLevel >= LogLevel.Warning)
            {
                Exceptions.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
