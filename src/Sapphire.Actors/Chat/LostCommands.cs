using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Storage;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tools;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Chat;

/// <summary>
/// Answers the commands that were still waiting when their session stopped because it could not store or read: they would
/// otherwise wait until nobody asks any more.
/// </summary>
internal sealed class LostCommands : ReceiveActor
{
    private readonly StorageHealth _storage;

    public LostCommands(StorageHealth storage)
    {
        _storage = storage;
        Receive<DeadLetter>(letter => letter.Message is ChatCommand, letter => letter.Sender?.Tell(CommandReply.Refused(new("storage", "This could not be stored.", Cause, Retryable: true))));
        Receive<DeadLetter>(letter => letter.Message is ScheduleCommand, letter => letter.Sender?.Tell(new TimerAnswer(null, $"This could not be stored. {Cause}")));
        Receive<DeadLetter>(letter => letter.Message is Subscribe && _storage.Problem is { CanRead: false }, letter => letter.Sender?.Tell(new SubscriptionRefused(new("storage", "This could not be opened.", Cause, Retryable: true))));
        Receive<DeadLetter>(letter => letter.Message is GetSchedule, letter => letter.Sender?.Tell(new Status.Failure(new ToolException($"The timers cannot be read now. {Cause}"))));
        Receive<DeadLetter>(_ => { });
    }

    private string Cause => _storage.Problem is { } problem
        ? StorageStatus.ForPeople(problem.Message)
        : "Sapphire could not read or write its data; its log says why. Free some space on its disk, or make its home writable, and try again.";

    public static Props Props(StorageHealth storage) => Kernel.Actor.Props.Create(() => new LostCommands(storage));

    /// <inheritdoc />
    protected override void PreStart() => Context.System.EventStream.Subscribe<DeadLetter>(Self);

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
