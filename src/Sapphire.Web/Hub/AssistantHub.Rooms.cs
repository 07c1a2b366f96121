using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Kernel.Actor;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Hub;

/// <summary>Rooms: what a tab hears and says.</summary>
public sealed partial class AssistantHub
{
    // What happens in a room is shown as soon as a person would notice; asking the registry of this process costs microseconds.
    private static readonly TimeSpan RoomsInterval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc />
    public IAsyncEnumerable<RoomUpdate> OpenRoom(RoomId roomId, CancellationToken cancellationToken)
    {
        Check(roomId);
        return ExplainAsync(rooms.ReadAsync(roomId, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RoomsAnswer> WatchRooms([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(RoomsInterval, time);
        ImmutableArray<RoomView>? last = null;
        do
        {
            ImmutableArray<RoomView> now = await ListRoomsAsync(cancellationToken);
            if (last is null || !now.AsSpan().SequenceEqual(last.Value.AsSpan()))
            {
                last = now;
                yield return new(now);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <inheritdoc />
    public async Task Listen(MicrophoneRequest request, IAsyncEnumerable<MicrophoneFrame> frames)
    {
        Check(request);
        if (!Enum.IsDefined(request.Mode))
        {
            throw new HubException("invalid: The mode is 'pushToTalk' or 'handsFree'.");
        }

        if (request.ChatId is { } chat && chat == default)
        {
            throw new HubException("invalid: The chatId is empty. Leave it out to start a chat with the first utterance.");
        }

        MicrophoneInput input = new();
        rooms.OpenMicrophone(request.RoomId, request.MicrophoneId, request.Mode == MicrophoneMode.HandsFree, request.ChatId, input);
        bool last = false;
        try
        {
            // Read at once, whatever the room does with them: an upload that is not read holds the whole connection up.
            await foreach (MicrophoneFrame frame in frames.WithCancellation(input.Closed))
            {
                Check(frame);
                input.Write(new(frame.Number, frame.Pcm, frame.Last));
                last |= frame.Last;
            }

            input.Complete();
        }
        catch (OperationCanceledException) when (input.Closed.IsCancellationRequested)
        {
            // The room reads it no more.
        }
        catch
        {
            // The connection was cut, or what came is no sound: another upload may go on with the microphone.
            if (!last)
            {
                input.Break();
            }

            throw;
        }
    }

    /// <inheritdoc />
    public async Task<long> MicrophonePosition(MicrophoneRequest request)
    {
        Check(request);
        try
        {
            return await rooms.MicrophonePositionAsync(request.RoomId, request.MicrophoneId, Context.ConnectionAborted);
        }
        catch (AskTimeoutException e)
        {
            throw new HubException("unavailable: The room did not answer in time. Try again.", e);
        }
    }

    /// <inheritdoc />
    public Task StopRoom(RoomRequest request)
    {
        Check(request.RoomId);
        rooms.Stop(request.RoomId);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopSpeaking(RoomRequest request)
    {
        Check(request.RoomId);
        rooms.StopSpeaking(request.RoomId);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportPlayback(PlaybackReport report)
    {
        Check(report.RoomId);
        if (report.SpeechId == default || report.Samples < 0)
        {
            throw new HubException("invalid: Send the speechId, a UUID, and how many samples of it were played, 0 or more.");
        }

        rooms.ReportPlayback(report.RoomId, report.SpeechId, report.Samples, report.Ended);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<CommandReply> ReadAloud(ReadAloudRequest request)
    {
        Check(request.RoomId);
        return request.ChatId == default || request.MessageId == default
            ? Task.FromResult(CommandReply.Refused(new("invalid", "This request has no id.", "Send a chatId and a messageId, both UUIDs.", Retryable: false)))
            : rooms.ReadAloudAsync(request.RoomId, request.ChatId, request.MessageId, Context.ConnectionAborted);
    }

    private async Task<ImmutableArray<RoomView>> ListRoomsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await devices.ListAsync(cancellationToken);
        }
        catch (AskTimeoutException e)
        {
            throw new HubException("unavailable: The rooms cannot be listed now. Try again in a moment.", e);
        }
    }

    private static void Check(RoomId room)
    {
        if (room == default)
        {
            throw new HubException("invalid: Send the roomId, a UUID.");
        }
    }

    private static void Check(MicrophoneRequest request)
    {
        Check(request.RoomId);
        if (request.MicrophoneId == default)
        {
            throw new HubException("invalid: Send the microphoneId, a UUID: a new one for each opening.");
        }
    }

    private static void Check(MicrophoneFrame? frame)
    {
        string? problem = frame switch
        {
            null => "A frame is null.",
            { Number: < 0 } => $"Frame {frame.Number}: numbers begin with 0.",
            { Pcm: null } => $"Frame {frame.Number} has no pcm.",
            { Pcm.Length: > SoundFrame.MaxBytes } => $"Frame {frame.Number} has {frame.Pcm.Length} bytes; {SoundFrame.MaxBytes} are the most.",
            { Pcm: var pcm } when pcm.Length % sizeof(short) != 0 => $"Frame {frame.Number} has {pcm.Length} bytes, which are no whole samples of 16 bits.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new HubException($"invalid: {problem} Send mono PCM of 16 bits and 16 kHz, 640 bytes a frame.");
        }
    }
}
