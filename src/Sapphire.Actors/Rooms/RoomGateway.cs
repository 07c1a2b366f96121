using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Rooms;

/// <summary>Rooms for readers and microphones outside the actors.</summary>
/// <param name="rooms">The directory of rooms.</param>
/// <param name="settings">How replies are spoken.</param>
public sealed class RoomGateway(IRequiredActor<RoomDirectory> rooms, Func<SpeakSettings> settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Opens a room: where it stands, then what happens in it, until the reader stops, another one comes, or the program ends.</summary>
    /// <exception cref="SubscriptionException">The reader did not keep up.</exception>
    public async IAsyncEnumerable<RoomUpdate> ReadAsync(RoomId room, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<RoomUpdate> channel = Channel.CreateBounded<RoomUpdate>(new BoundedChannelOptions(RoomReader.Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        RoomReader reader = new(channel.Writer);
        Tell(new OpenRoom(room, reader));
        try
        {
            await foreach (RoomUpdate update in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            Tell(new LeaveRoom(room, reader));
        }
    }

    /// <summary>Opens a microphone, or goes on with it, with the frames of an upload.</summary>
    public void OpenMicrophone(RoomId room, MicrophoneId microphone, bool handsFree, ChatId? chat, MicrophoneInput input) =>
        Tell(new OpenMicrophone(room, microphone, handsFree, chat, input));

    /// <summary>The number of the frame that a room waits for; −1 when it does not read this microphone.</summary>
    /// <exception cref="AskTimeoutException">The room does not answer.</exception>
    public async Task<long> MicrophonePositionAsync(RoomId room, MicrophoneId microphone, CancellationToken cancellationToken = default) =>
        (await rooms.ActorRef.Ask<MicrophonePosition>(new GetMicrophonePosition(room, microphone), Patience, cancellationToken)).Next;

    /// <summary>Stops speaking, listening and answering, at once.</summary>
    public void Stop(RoomId room) => Tell(new StopRoom(room));

    /// <summary>Stops speaking; the reply goes on in writing.</summary>
    public void StopSpeaking(RoomId room) => Tell(new StopSpeaking(room));

    /// <summary>Says how far a speech was played.</summary>
    public void ReportPlayback(RoomId room, SpeechId speech, long samples, bool ended) => Tell(new PlaybackReported(room, speech, samples, ended));

    /// <summary>Reads a message aloud, in the place of what is spoken.</summary>
    public async Task<CommandReply> ReadAloudAsync(RoomId room, ChatId chat, MessageId message, CancellationToken cancellationToken = default)
    {
        try
        {
            return await rooms.ActorRef.Ask<CommandReply>(new ReadAloud(room, chat, message), Patience, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            return CommandReply.Refused(new("unavailable", "The message could not be opened in time.", "Try again.", Retryable: true));
        }
    }

    /// <summary>A message was written in the page of a room: its reply is spoken when the settings say so.</summary>
    /// <param name="room">The room.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="turn">The turn that answers.</param>
    /// <param name="correctsSpeech">True when the message corrects what was understood.</param>
    public void Wrote(RoomId room, ChatId chat, TurnId turn, bool correctsSpeech)
    {
        string when = settings().When;
        if (string.Equals(when, SpeakSettings.Always, StringComparison.Ordinal) || (correctsSpeech && string.Equals(when, SpeakSettings.Spoken, StringComparison.Ordinal)))
        {
            Tell(new SpeakReply(room, chat, turn));
        }
    }

    private void Tell(RoomMessage message) => rooms.ActorRef.Tell(message, ActorRefs.NoSender);
}
