using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Chat;

/// <summary>
/// Answers the commands and readers that were still waiting when their session stopped because it could not store or read: they
/// would otherwise wait until nobody asks any more.
/// </summary>
internal sealed class LostCommands : ReceiveActor
{
    // The oldest reason is forgotten; then the answer is a general one.
    private const int MaxReasons = 1000;

    private static readonly CommandError Unknown = new(
        "storage",
        "This could not be stored.",
        "Sapphire could not write its data; its log says why. Free some space on its disk, or make its home writable, and try again.",
        Retryable: true);

    private readonly OrderedDictionary<string, CommandError> _reasons = new(StringComparer.Ordinal);

    public LostCommands()
    {
        Receive<ChatStopped>(Remember);
        Receive<DeadLetter>(letter => letter.Message is ChatCommand, letter => letter.Sender?.Tell(CommandReply.Refused(ReasonOf(letter) ?? Unknown)));
        Receive<DeadLetter>(letter => letter.Message is Subscribe, Refuse);
    }

    public static Props Props() => Kernel.Actor.Props.Create(() => new LostCommands());

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
        if (ReasonOf(letter) is { } reason)
        {
            ((Subscribe)letter.Message).Subscriber.Tell(new SubscriptionRefused(reason));
        }
    }

    // The session's name is the id of its chat.
    private CommandError? ReasonOf(DeadLetter letter) => _reasons.GetValueOrDefault(letter.Recipient.Path.Name);
}
