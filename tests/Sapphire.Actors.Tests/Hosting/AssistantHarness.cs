using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Turns;
using Sapphire.Actors.Tools;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>
/// The assistant as it runs, on a home in a temporary folder: the real composition and the real journal, with a model and a
/// journal that the test controls, and every protocol message sent through its JSON.
/// </summary>
internal sealed class AssistantHarness : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly HarnessSetup _setup;
    private readonly IHost _host;

    private AssistantHarness(HarnessSetup setup, IHost host)
    {
        _setup = setup;
        _host = host;
        Models = (LiveModels)Get<IModelDirectory>();
    }

    public LiveModel Model { get; private init; } = null!;

    public LiveModels Models { get; }

    public ControlledJournal Journal => (ControlledJournal)Get<IJournal>();

    public ActorSystem System => Get<ActorSystem>();

    public TimeProvider Time => _setup.Time;

    public IActorRef Sessions => Get<IRequiredActor<ChatSession>>().ActorRef;

    public static async Task<AssistantHarness> StartAsync(HarnessSetup setup)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        HomeFolder home = HomeFolder.Resolve(setup.Home);
        home.Create();
        LiveModel model = new();
        model.Script = setup.Script;
        builder.Services.AddLogging();
        builder.Services.AddSingleton(home);
        builder.Services.AddSingleton(setup.Time);
        builder.Services.AddSingleton<IModelDirectory>(new LiveModels(model));
        if (setup.Tools.Length > 0)
        {
            builder.Services.AddSingleton<IToolbox>(new FixedToolbox(setup.Tools));
        }

        setup.Services?.Invoke(builder.Services);
        builder.Services.AddAssistantActors(new SapphireOptions { Chat = setup.Chat });
        Decorate<PersistenceOptions>(builder.Services, setup.Persistence);
        Decorate<IJournal>(builder.Services, journal => new ControlledJournal(journal) { BeforeWrite = setup.BeforeWrite });
        Decorate<AkkaConfigurationBuilder>(builder.Services, actors => actors.WithSetup(one => one with { SerializeMessages = true, Serialization = TestProtocol.Serialization }));
        IHost host = builder.Build();
        await host.StartAsync();
        return new(setup, host) { Model = model };
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Sends a command as an edge does: again with the same id while there is no answer.</summary>
    public async Task<CommandReply> SendAsync(ChatCommand command)
    {
        using CancellationTokenSource deadline = new(Deadline);
        while (true)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                return await Get<ChatGateway>().SendAsync(command, patience.Token);
            }
            catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
            {
                // Lost with a session that was stopping.
            }
        }
    }

    public async Task<ChatId> CreateAsync(string? title = null)
    {
        ChatId id = ChatId.New(Time);
        (await SendAsync(new CreateChat(id, CommandId.New(Time), Time.GetUtcNow(), title))).Accepted.ShouldBeTrue();
        return id;
    }

    public Say NewSay(ChatId chat, string text) => new(chat, CommandId.New(Time), Time.GetUtcNow(), MessageId.New(Time), TurnId.New(Time), MessageId.New(Time), text, null, "page");

    public async Task<Say> SayAsync(ChatId chat, string text)
    {
        Say say = NewSay(chat, text);
        (await SendAsync(say)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));
        return say;
    }

    public Task<CommandReply> CancelAsync(ChatId chat, TurnId turn) => SendAsync(new CancelTurn(chat, CommandId.New(Time), Time.GetUtcNow(), turn));

    public ChatReader Read(ChatId chat) => new(cancellation => Get<UpdateStreams>().Read(chat, cancellation));

    /// <summary>The chat as a new reader gets it.</summary>
    public async Task<ChatView> ViewAsync(ChatId chat)
    {
        await using ChatReader reader = Read(chat);
        return (await reader.UntilAsync(_ => true)).View!;
    }

    /// <summary>What the journal holds of a chat.</summary>
    public async Task<ImmutableArray<ChatEvent>> EventsAsync(ChatId chat)
    {
        EventCatalog catalog = ChatEventCatalog.Create();
        return [.. (await Journal.ReadAsync($"chat-{chat}", 1, long.MaxValue, 100_000, CancellationToken.None)).Select(row => (ChatEvent)catalog.Deserialize(row.Manifest, row.Payload))];
    }

    /// <summary>The actor of a chat; null when it is not in memory.</summary>
    public async Task<IActorRef?> SessionAsync(ChatId chat)
    {
        ActorIdentity identity = await System.ActorSelection($"/user/sessions/{chat}").Ask<ActorIdentity>(new Identify(0), Deadline);
        return identity.Subject;
    }

    /// <summary>Polls until a condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Deadline, what);
            await poll.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the journal holds an event.</summary>
    public Task StoredAsync<T>(ChatId chat, Func<T, bool>? which = null)
        where T : ChatEvent =>
        UntilAsync(async () => (await EventsAsync(chat)).OfType<T>().Any(which ?? (_ => true)), $"{typeof(T).Name} is not stored");

    /// <summary>Sends an idle session out of memory.</summary>
    public Task PassivateAsync(ChatId chat) => UntilAsync(
        async () =>
        {
            if (await SessionAsync(chat) is not { } session)
            {
                return true;
            }

            session.Tell(ReceiveTimeout.Instance, ActorRefs.NoSender);
            return false;
        },
        "the session stays");

    public void Tell(ChatId chat, object message) => Sessions.Tell(new ShardingEnvelope(chat.ToString(), message), ActorRefs.NoSender);

    /// <summary>Stops, and starts again on the same home.</summary>
    public async Task<AssistantHarness> RestartAsync(bool crash = false, HarnessSetup? setup = null)
    {
        if (crash)
        {
            Journal.Cut();
        }

        await StopAsync();
        return await StartAsync(setup ?? _setup with { BeforeWrite = null });
    }

    public async Task StopAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static void Decorate<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        ServiceDescriptor descriptor = services.Last(one => one.ServiceType == typeof(T));
        services.Replace(ServiceDescriptor.Singleton(provider => decorate((T)descriptor.ImplementationFactory!(provider))));
    }
}

/// <summary>How the assistant is started.</summary>
internal sealed record HarnessSetup(string Home)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Sapphire.Actors.Configuration.ChatOptions Chat { get; init; } = new();

    public AIFunction[] Tools { get; init; } = [];

    public Action<LiveRequest>? Script { get; init; }

    public Func<AtomicWrite, Task>? BeforeWrite { get; init; }

    /// <summary>Changes how persistence is set up.</summary>
    public Func<PersistenceOptions, PersistenceOptions> Persistence { get; init; } = static options => options;

    /// <summary>Services beside the assistant's.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
