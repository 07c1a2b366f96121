using System.Runtime.InteropServices;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Tests.Hosting;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>The page of a room, to the letter of the protocol: sound out of order, a gap in it, or a sentence after its first frame fails the test.</summary>
internal sealed class RoomPage : IAsyncDisposable
{
    private readonly RoomGateway _rooms;
    private readonly RoomId _room;
    private readonly CancellationTokenSource _deadline = new(AssistantHarness.Deadline);
    private readonly IAsyncEnumerator<RoomUpdate> _updates;
    private Task<bool>? _first;
    private SpeechId? _speech;
    private long _next;

    public RoomPage(RoomGateway rooms, RoomId room, bool plays = true, RoomPage? before = null)
    {
        (_rooms, _room, Plays) = (rooms, room, plays);
        Sounds = before?.Sounds ?? [];
        _updates = rooms.ReadAsync(room, _deadline.Token).GetAsyncEnumerator(_deadline.Token);

        // Opens the room now.
        _first = _updates.MoveNextAsync().AsTask();
    }

    /// <summary>Reports everything as played as soon as it comes.</summary>
    public bool Plays { get; set; }

    public List<RoomUpdate> Seen { get; } = [];

    /// <summary>The sound of each speech, from its first sample.</summary>
    public Dictionary<SpeechId, List<short>> Sounds { get; }

    public RoomState State => Seen.OfType<RoomStateChanged>().LastOrDefault()?.State ?? Seen.OfType<RoomOpened>().First().State;

    public IEnumerable<string> Sentences => Seen.OfType<SentenceBegan>().Select(one => one.Text);

    /// <summary>Reads until an update comes.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool>? which = null)
        where T : RoomUpdate
    {
        while (true)
        {
            RoomUpdate update;
            try
            {
                update = await ReadAsync();
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{typeof(T).Name} did not come, but {string.Join(", ", Seen.Where(one => one is not SpeechFrame))}", e);
            }

            if (update is T wanted && (which is null || which(wanted)))
            {
                return wanted;
            }
        }
    }

    public Task<RoomStateChanged> UntilAsync(RoomState state) => UntilAsync<RoomStateChanged>(changed => changed.State == state);

    public async Task<RoomUpdate> ReadAsync()
    {
        (await NextAsync()).ShouldBeTrue("the stream ended");
        Seen.Add(_updates.Current);
        Apply(_updates.Current);
        return _updates.Current;
    }

    /// <summary>True when the stream ends before anything else comes.</summary>
    public async Task<bool> EndsAsync()
    {
        while (await NextAsync())
        {
            Apply(_updates.Current);
        }

        return true;
    }

    public void Report(SpeechId speech, long samples, bool ended = false) => _rooms.ReportPlayback(_room, speech, samples, ended);

    /// <summary>Holds the button for a sound.</summary>
    public MicrophoneId Press(short[] sound, ChatId? chat = null)
    {
        MicrophoneId id = MicrophoneId.New(TimeProvider.System);
        MicrophoneInput input = new();
        _rooms.OpenMicrophone(_room, id, handsFree: false, chat, input);
        Write(input, Sound.Frames(sound, last: true));
        input.Complete();
        return id;
    }

    /// <summary>Opens a microphone for hands-free use.</summary>
    public MicrophoneInput Open(MicrophoneId id, ChatId? chat = null, bool handsFree = true)
    {
        MicrophoneInput input = new();
        _rooms.OpenMicrophone(_room, id, handsFree, chat, input);
        return input;
    }

    public static void Write(MicrophoneInput input, IEnumerable<SoundFrame> frames)
    {
        foreach (SoundFrame frame in frames)
        {
            input.Write(frame);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _deadline.CancelAsync();
        try
        {
            if (_first is not null)
            {
                await NextAsync();
            }

            await _updates.DisposeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or NotSupportedException)
        {
            // The way in which a reader leaves.
        }

        _deadline.Dispose();
    }

    private Task<bool> NextAsync()
    {
        Task<bool> next = _first ?? _updates.MoveNextAsync().AsTask();
        _first = null;
        return next;
    }

    private void Apply(RoomUpdate update)
    {
        switch (update)
        {
            case SpeechBegan began:
                _speech = began.SpeechId;
                _next = began.FirstSample;
                List<short> sound = Sounds.TryGetValue(began.SpeechId, out List<short>? before) ? before : Sounds[began.SpeechId] = [];
                sound.Count.ShouldBeGreaterThanOrEqualTo((int)began.FirstSample, "sound is missing");
                sound.RemoveRange((int)began.FirstSample, sound.Count - (int)began.FirstSample);
                break;
            case SentenceBegan sentence:
                sentence.SpeechId.ShouldBe(_speech!.Value);
                sentence.Sample.ShouldBeLessThanOrEqualTo(_next);
                break;
            case SpeechFrame frame:
                frame.SpeechId.ShouldBe(_speech.ShouldNotBeNull("a frame of no speech"));
                frame.Sample.ShouldBe(_next, "a gap in the sound");
                frame.Pcm.Length.ShouldBeInRange(2, 1920);
                _next += frame.Pcm.Length / 2;
                Sounds[frame.SpeechId].AddRange(MemoryMarshal.Cast<byte, short>(frame.Pcm));
                if (Plays)
                {
                    Report(frame.SpeechId, _next);
                }

                break;
            case SpeechComplete complete:
                complete.Samples.ShouldBe(_next);
                if (Plays)
                {
                    Report(complete.SpeechId, complete.Samples, ended: true);
                }

                break;
            case SpeechStopped stopped:
                if (Plays)
                {
                    Report(stopped.SpeechId, _next, ended: true);
                }

                _speech = null;
                break;
        }
    }
}
