using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Images;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Logging;

namespace Sapphire.Web.Hub;

/// <summary>
/// The hub at <c>/hub</c>: stamps commands with time and new ids and passes them to the actors. It keeps nothing itself. The gate has
/// asked for a login before.
/// </summary>
/// <param name="gateway">Sends commands to chats.</param>
/// <param name="streams">Streams of updates.</param>
/// <param name="schedule">The schedule.</param>
/// <param name="rooms">Rooms.</param>
/// <param name="devices">Those with microphones and speakers.</param>
/// <param name="cluster">What operators ask of the nodes.</param>
/// <param name="log">The log, as somebody reads it.</param>
/// <param name="images">The pictures that messages show.</param>
/// <param name="time">The clock.</param>
public sealed partial class AssistantHub(ChatGateway gateway, UpdateStreams streams, IRequiredActor<ScheduleActor> schedule, RoomGateway rooms, DeviceRooms devices, ClusterOperations cluster, LogStream log, ImageStore images, TimeProvider time)
    : Microsoft.AspNetCore.SignalR.Hub, IAssistantHub
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public Task<CommandReply> Create(CreateChatRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new CreateChat(request.ChatId, request.CommandId, Now, request.Title));

    /// <inheritdoc />
    public async Task<CommandReply> Send(SendRequest request)
    {
        if (request.Images is { Count: > 0 and <= ChatDecider.MaxImages } shown && await MissingAsync(shown) is { } missing)
        {
            return CommandReply.Refused(missing);
        }

        CommandReply reply = await SendAsync(request.CommandId, request.ChatId, () => new Say(request.ChatId, request.CommandId, Now, MessageId.New(time), TurnId.New(time), MessageId.New(time), request.Text ?? string.Empty, null, "page", request.RoomId, request.Replaces) { Images = request.Images is { Count: > 0 } images ? [.. images] : null });
        if (reply.TurnId is { } turn && request.RoomId is { } room)
        {
            rooms.Wrote(room, request.ChatId, turn, correctsSpeech: request.Replaces is not null);
        }

        return reply;
    }

    /// <inheritdoc />
    public Task<CommandReply> Cancel(TurnRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new CancelTurn(request.ChatId, request.CommandId, Now, request.TurnId));

    /// <inheritdoc />
    public Task<CommandReply> Retry(TurnRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new RetryTurn(request.ChatId, request.CommandId, Now, request.TurnId, TurnId.New(time), MessageId.New(time)));

    /// <inheritdoc />
    public Task<CommandReply> Continue(TurnRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new ContinueTurn(request.ChatId, request.CommandId, Now, request.TurnId, TurnId.New(time)));

    /// <inheritdoc />
    public Task<CommandReply> Rename(RenameRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new RenameChat(request.ChatId, request.CommandId, Now, request.Title ?? string.Empty));

    /// <inheritdoc />
    public Task<CommandReply> Delete(ChatRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new DeleteChat(request.ChatId, request.CommandId, Now));

    /// <inheritdoc />
    public Task<CommandReply> Restore(ChatRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new RestoreChat(request.ChatId, request.CommandId, Now));

    /// <inheritdoc />
    public async Task<CommandReply> CancelTimer(TimerRequest request)
    {
        TimerAnswer answer = await AskAsync(new CancelTimer(request.TimerId, Now));
        return answer switch
        {
            { Problem: { } problem } => CommandReply.Refused(new("storage", "The timer could not be cancelled.", problem, Retryable: true)),
            { Timer: null } => CommandReply.Refused(new("unknown-timer", "This timer does not run any more.", string.Empty, Retryable: false)),
            _ => CommandReply.Done(),
        };
    }

    /// <inheritdoc />
    public async Task<CommandReply> Dismiss(TimerRequest request)
    {
        TimerAnswer answer = await AskAsync(new DismissNotification(request.TimerId, Now));
        return answer.Problem is { } problem ? CommandReply.Refused(new("storage", "The notification could not be dismissed.", problem, Retryable: true)) : CommandReply.Done();
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Update> Subscribe(ChatId? chatId, CancellationToken cancellationToken) =>
        ExplainAsync(streams.Read(chatId, cancellationToken), cancellationToken);

    // A message that shows nothing would be there for ever. What is no id at all the chat refuses.
    private async Task<CommandError?> MissingAsync(IReadOnlyList<ImageContentPart> shown)
    {
        try
        {
            foreach (ImageContentPart? image in shown)
            {
                if (image?.Id is { } id && BlobId.IsValid(id) && !await images.ExistsAsync(id, Context.ConnectionAborted))
                {
                    return new("invalid", "A picture is not there any more.", "Attach it again.", Retryable: false);
                }
            }

            return null;
        }
        catch (StorageException e)
        {
            return new("storage", "The pictures cannot be looked up now.", $"{e.Message} Try again.", Retryable: true);
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private async Task<CommandReply> SendAsync(CommandId commandId, ChatId chatId, Func<ChatCommand> command)
    {
        if (commandId == default || chatId == default)
        {
            return CommandReply.Refused(new("invalid", "The command has no id.", "Send a commandId and a chatId, both UUIDs.", Retryable: false));
        }

        return await gateway.SendAsync(command(), Context.ConnectionAborted);
    }

    private async Task<TimerAnswer> AskAsync(ScheduleCommand command)
    {
        try
        {
            return await schedule.ActorRef.Ask<TimerAnswer>(command, Patience, Context.ConnectionAborted);
        }
        catch (AskTimeoutException)
        {
            return new(null, "Sapphire did not answer in time. Try again.");
        }
    }

    private static async IAsyncEnumerable<T> ExplainAsync<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> items = stream.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (SubscriptionException e)
            {
                // The code comes first, for the page to tell one reason from another.
                throw new HubException($"{e.Error.Code}: {e.Error.Title} {e.Error.Detail}", e);
            }

            yield return items.Current;
        }
    }
}
