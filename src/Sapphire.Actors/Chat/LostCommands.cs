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
/// Answers the commands and readers that were still waiting when their session stopped because it could not store or read: they
/// would otherwise wait until nobody asks any more.
/// </summary>
internal sealed class LostCommands : ReceiveActor
{
    // The oldest reason is forgotten; then the answer is a general one.
    private const int MaxReasons = 1000;

    private readonly OrderedDictionary<string, CommandError> _reasons = new(StringComparer.Ordinal);
    private readonly StorageHealth _storage;

    public LostCommands(StorageHealth storage)
    {
        _storage = storage;
        Receive<ChatStopped>(Remember);
        Receive<DeadLetter>(letter => letter.Message is ChatCommand, letter => letter.Sender?.Tell(CommandReply.Refused(ReasonOf(letter) ?? new("storage", "This could not be stored.", Cause, Retryable: true))));
        Receive<DeadLetter>(letter => letter.Message is ScheduleCommand, letter => letter.Sender?.Tell(new TimerAnswer(null, $"This could not be stored. {Cause}")));
        Receive<DeadLetter>(letter => letter.Message is Subscribe, Refuse);
        Receive<DeadLetter>(letter => letter.Message is GetSchedule, letter => letter.Sender?.Tell(new Status.Failure(new ToolException($"The timers cannot be read now. {Cause}"))));
        Receive<DeadLetter>(_ => { });
    }

    private string Cause => _storage.Problem is { } problem
        ? StorageStatus.ForPeople(problem.Message)
        : "Sapphire could not read or write its data; its log says why. Free some space on its disk, or make its home writable, and try again.";

    // Only while nothing can be read; a reader whose publisher only went away asks again by itself.
    private CommandError? Unopened => _storage.Problem is { CanRead: false } ? new("storage", "This could not be opened.", Cause, Retryable: true) : null;

    public static Props Props(StorageHealth storage) => Kernel.Actor.Props.Create(() => new LostCommands(storage));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe<ChatStopped>(Self);
        Context.System.EventStream.Subscribe<DeadLetter>(Self);
    }

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Remember(ChatStopped stopped)
    {
        string chat = stopped.ChatId.ToString();
        _reasons.Remove(chat);
        _reasons.Add(chat, stopped.Error);
        if (_reasons.Count > MaxReasons)
        {
            _reasons.RemoveAt(0);
        }
    }

    // A reader whose publisher only went away asks again by itself.
    private void Refuse(DeadLetter letter)
    {
        if ((ReasonOf(letter) ?? Unopened) is { } reason)
        {
            ((Subscribe)letter.Message).Subscriber.Tell(new SubscriptionRefused(reason));
        }
    }

    // The session's name is the id of its chat.
    private CommandError? ReasonOf(DeadLetter letter) => _reasons.GetValueOrDefault(letter.Recipient.Path.Name);
}
