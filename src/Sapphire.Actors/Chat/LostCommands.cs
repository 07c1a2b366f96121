using Sapphire.Actors.Chat.Views;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Chat;

/// <summary>
/// Answers the commands that were still waiting when their session stopped because it could not store or read: they would
/// otherwise wait until nobody asks any more.
/// </summary>
internal sealed class LostCommands : ReceiveActor
{
    public LostCommands() => Receive<DeadLetter>(letter => letter.Message is ChatCommand, letter => letter.Sender?.Tell(CommandReply.Refused(new(
        "storage",
        "This could not be stored.",
        "Sapphire could not write its data; its log says why. Free some space on its disk, or make its home writable, and try again.",
        Retryable: true))));

    public static Props Props() => Kernel.Actor.Props.Create(() => new LostCommands());

    /// <inheritdoc />
    protected override void PreStart() => Context.System.EventStream.Subscribe<DeadLetter>(Self);

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
