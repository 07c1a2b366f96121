using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;

namespace Sapphire.Web.TestKit;

/// <summary>Somebody at the hub: its commands with their types.</summary>
/// <param name="client">The connection; owned.</param>
public sealed class Person(HubClient client) : IAsyncDisposable
{
    /// <summary>The connection.</summary>
    public HubClient Client => client;

    /// <summary>Logs in and connects.</summary>
    public static async Task<Person> AtAsync(SapphireServer server) => new(await server.ConnectAsync());

    /// <summary>A new command id.</summary>
    public static CommandId NewCommand() => CommandId.New(TimeProvider.System);

    /// <summary>Calls a hub method that answers with a <see cref="CommandReply"/>.</summary>
    public async Task<CommandReply> DoAsync(string method, object request) =>
        (await client.InvokeAsync<JsonElement>(method, request).WaitAsync(Polling.Patience)).Deserialize<CommandReply>(JsonDefaults.Options)!;

    /// <summary>Creates a chat.</summary>
    public async Task<ChatId> CreateAsync(string? title = null)
    {
        ChatId chat = ChatId.New(TimeProvider.System);
        Accepted(await DoAsync("Create", new CreateChatRequest(NewCommand(), chat, title)));
        return chat;
    }

    /// <summary>Says something; must be accepted.</summary>
    public async Task<CommandReply> SayAsync(ChatId chat, string text) => Accepted(await TrySayAsync(chat, text));

    /// <summary>Says something.</summary>
    public Task<CommandReply> TrySayAsync(ChatId chat, string text, CommandId? id = null) => DoAsync("Send", new SendRequest(id ?? NewCommand(), chat, text));

    /// <summary>As a page does: the same command again until it is accepted.</summary>
    public async Task<CommandReply> UntilAcceptedAsync(ChatId chat, string text)
    {
        CommandId id = NewCommand();
        CommandReply? reply = null;
        await Polling.UntilAsync(async () => (reply = await TrySayAsync(chat, text, id)).Accepted, "it is accepted");
        return reply!;
    }

    /// <summary>Says something and waits for the end of the reply.</summary>
    public async Task<MessageView> AskAsync(ChatId chat, string text)
    {
        CommandReply said = await SayAsync(chat, text);
        await using ChatCopy copy = ChatCopy.Of(client, chat);
        return (await copy.UntilAsync(
            c => c.Messages.Any(m => m.Role == MessageRole.Assistant && m.TurnId == said.TurnId && m.Status is not (MessageStatus.Waiting or MessageStatus.Streaming)),
            "the reply has ended")).Messages.Single(m => m.TurnId == said.TurnId);
    }

    /// <summary>The chat now.</summary>
    public Task<ChatView> ReadAsync(ChatId chat) => ChatCopy.ReadOnceAsync(client, chat);

    /// <summary>What is outside chats, now.</summary>
    public async Task<HomeView> HomeAsync()
    {
        using CancellationTokenSource deadline = new(Polling.Patience);
        await foreach (JsonElement item in client.StreamAsync("Subscribe", null, deadline.Token))
        {
            return ((HomeSnapshot)item.Deserialize<Update>(JsonDefaults.Options)!).Home;
        }

        throw new InvalidOperationException("The stream of the home is empty.");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static CommandReply Accepted(CommandReply reply) =>
        reply.Accepted ? reply : throw new InvalidOperationException($"Refused: {reply.Error}");
}
