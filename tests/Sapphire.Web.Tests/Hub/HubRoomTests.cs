using System.Text.Json;
using System.Threading.Channels;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Audio.Speech;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;
using Sapphire.Web.TestKit;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Hub;

/// <summary>Rooms over real connections: the built-in assistant answers, the speech engines do what the test says.</summary>
public sealed class HubRoomTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryHome _home = new();
    private readonly TestRecognizer _recognizer = new();
    private readonly TestSynthesizer _synthesizer = new();
    private readonly RoomId _room = RoomId.New(TimeProvider.System);
    private TestServer _server = null!;
    private Visitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_home, options => options with
        {
            Services = services => services.AddSingleton<ISpeechRecognizer>(_recognizer).AddSingleton<ISpeechSynthesizer>(_synthesizer),
        });
        _visitor = await _server.LoggedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_spoken_question_is_answered_aloud()
    {
        _recognizer.Says("what is 17 times 23");
        await using HubClient client = await ConnectAsync();
        await using Room room = new(client, _room);
        await client.UploadAsync("Listen", Microphone(), Frames(Sound.Speech(1))).WaitAsync(Patience);
        UtteranceUnderstood understood = await room.UntilAsync<UtteranceUnderstood>();
        understood.Text.ShouldBe("what is 17 times 23");
        await room.UntilAsync<SpeechComplete>(complete => CallAsync(client, "ReportPlayback", new PlaybackReport(_room, complete.SpeechId, complete.Samples, Ended: true)));
        string spoken = string.Concat(room.Seen.OfType<SentenceBegan>().Select(one => one.Text));
        spoken.ShouldContain("391");
        room.Seen.OfType<SpeechFrame>().Sum(one => one.Pcm.Length / 2).ShouldBe(room.Seen.OfType<SentenceBegan>().Sum(one => TestSynthesizer.LengthOf(one.Text)));
        _recognizer.Recognitions.ShouldHaveSingleItem().Samples.ShouldBe(Sound.Speech(1));
    }

    [Fact]
    public async Task A_timer_that_is_set_by_voice_rings_and_speaks_in_the_tab_that_set_it()
    {
        _recognizer.Says("set a timer for one second");
        await using HubClient client = await ConnectAsync();
        await using Room room = new(client, _room);
        HubClient away = await ConnectAsync();
        await using Room other = new(away, RoomId.New(TimeProvider.System));
        await client.UploadAsync("Listen", Microphone(), Frames(Sound.Speech(1))).WaitAsync(Patience);
        await room.UntilAsync<UtteranceUnderstood>();
        await room.UntilAsync<SpeechComplete>(complete => CallAsync(client, "ReportPlayback", new PlaybackReport(_room, complete.SpeechId, complete.Samples, Ended: true)));
        RoomRang rang = room.Seen.OfType<RoomRang>().FirstOrDefault() ?? await room.UntilAsync<RoomRang>();
        rang.Title.ShouldContain("timer");
        await room.UntilAsync<SentenceBegan>(sentence => sentence.Text == rang.Title + ".");
        await CallAsync(client, "StopSpeaking", new RoomRequest(_room));
        Task<RoomRang> elsewhere = other.UntilAsync<RoomRang>();
        await CallAsync(client, "Dismiss", new TimerRequest(CommandId.New(TimeProvider.System), rang.TimerId));
        elsewhere.IsCompleted.ShouldBeFalse();
        other.Seen.OfType<RoomOpened>().ShouldHaveSingleItem();
        await away.DisposeAsync();
        await Should.ThrowAsync<Exception>(elsewhere);
        other.Seen.OfType<RoomRang>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_mid_utterance_goes_on_with_the_next_one()
    {
        _recognizer.Says("what is 2 plus 2");
        MicrophoneRequest microphone = Microphone();
        short[] sound = Sound.Speech(2);
        HubClient first = await ConnectAsync();
        Channel<MicrophoneFrame> live = Channel.CreateUnbounded<MicrophoneFrame>();
        foreach (MicrophoneFrame frame in FramesOf(sound).Take(60))
        {
            live.Writer.TryWrite(frame);
        }

        Task upload = first.UploadAsync("Listen", microphone, live.Reader.ReadAllAsync());
        await using HubClient second = await ConnectAsync();
        await UntilAsync(async () => await second.InvokeAsync<long>("MicrophonePosition", microphone) == 60);
        await first.DisposeAsync();
        await Should.ThrowAsync<Exception>(upload.WaitAsync(Patience));

        await using Room room = new(second, _room);
        long next = await second.InvokeAsync<long>("MicrophonePosition", microphone);
        next.ShouldBe(60);
        await second.UploadAsync("Listen", microphone, Later(FramesOf(sound).Skip((int)next - 5))).WaitAsync(Patience);
        await room.UntilAsync<UtteranceUnderstood>();
        room.Seen.OfType<MicrophoneClosed>().ShouldHaveSingleItem().LostFrames.ShouldBe(0);
        _recognizer.Recognitions.ShouldHaveSingleItem().Samples.ShouldBe(sound);
        (await second.InvokeAsync<long>("MicrophonePosition", microphone)).ShouldBe(-1);
        live.Writer.Complete();
    }

    [Fact]
    public async Task An_upload_ends_when_the_room_is_stopped_and_other_calls_do_not_wait_for_it()
    {
        await using HubClient client = await ConnectAsync();
        await using Room room = new(client, _room);
        Channel<MicrophoneFrame> live = Channel.CreateUnbounded<MicrophoneFrame>();
        Task upload = client.UploadAsync("Listen", Microphone(MicrophoneMode.HandsFree), live.Reader.ReadAllAsync());
        foreach (MicrophoneFrame frame in FramesOf(Sound.Quiet(4), last: false))
        {
            live.Writer.TryWrite(frame);
        }

        await room.UntilAsync<RoomStateChanged>(changed => changed.State == RoomState.Listening);
        await CallAsync(client, "StopRoom", new RoomRequest(_room)).WaitAsync(Patience);
        await room.UntilAsync<MicrophoneClosed>();
        live.Writer.Complete();
        await upload.WaitAsync(Patience);
        await room.UntilAsync<RoomStateChanged>(changed => changed.State == RoomState.Idle);
    }

    [Theory]
    [InlineData(0, 641, "no whole samples")]
    [InlineData(0, 8192, "4096 are the most")]
    [InlineData(-1, 640, "numbers begin with 0")]
    public async Task A_bad_frame_is_named_and_the_connection_goes_on(long number, int bytes, string says)
    {
        await using HubClient client = await ConnectAsync();
        MicrophoneFrame bad = new(number, new byte[bytes], Last: false);
        HubCallException refused = await Should.ThrowAsync<HubCallException>(client.UploadAsync("Listen", Microphone(), Later([bad])).WaitAsync(Patience));
        refused.Message.ShouldContain(says);
        await CallAsync(client, "StopRoom", new RoomRequest(_room)).WaitAsync(Patience);
    }

    [Theory]
    [InlineData("StopRoom", "{}")]
    [InlineData("StopSpeaking", """{"roomId":"x"}""")]
    [InlineData("MicrophonePosition", """{"roomId":"$room","mode":"handsFree"}""")]
    [InlineData("ReportPlayback", """{"roomId":"$room","samples":5,"ended":false}""")]
    [InlineData("ReportPlayback", """{"roomId":"$room","speechId":"$room","samples":-5,"ended":false}""")]
    [InlineData("Listen", """{"roomId":"$room","microphoneId":"$room","mode":"shout"}""")]
    [InlineData("Listen", """{"roomId":"$room","microphoneId":"$room","mode":7}""")]
    [InlineData("ReadAloud", """{"chatId":"$room","messageId":"$room"}""")]
    public async Task A_bad_request_is_refused_in_words(string method, string argument)
    {
        await using HubClient client = await ConnectAsync();
        string id = $"raw-{Guid.NewGuid()}";
        string streams = method == "Listen" ? ",\"streamIds\":[\"s1\"]" : string.Empty;
        string json = argument.Replace("$room", $"{_room}", StringComparison.Ordinal);
        JsonElement answer = await client.InvokeRawAsync(id, $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{json}}]{{streams}}}""").WaitAsync(Patience);
        answer.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("invalid: ");
    }

    [Fact]
    public async Task Reading_an_unknown_message_aloud_is_refused()
    {
        await using HubClient client = await ConnectAsync();
        JsonElement answer = await client.InvokeAsync<JsonElement>("ReadAloud", new ReadAloudRequest(_room, ChatId.New(TimeProvider.System), MessageId.New(TimeProvider.System))).WaitAsync(Patience);
        answer.Deserialize<CommandReply>(JsonDefaults.Options)!.Error.ShouldNotBeNull().Code.ShouldBe("unknown-chat");
    }

    [Fact]
    public async Task A_login_that_ends_ends_the_room_and_its_upload()
    {
        await using HubClient client = await ConnectAsync();
        await using Room room = new(client, _room);
        Channel<MicrophoneFrame> live = Channel.CreateUnbounded<MicrophoneFrame>();
        Task upload = client.UploadAsync("Listen", Microphone(MicrophoneMode.HandsFree), live.Reader.ReadAllAsync());
        await room.UntilAsync<RoomStateChanged>(changed => changed.State == RoomState.Listening);
        (await _visitor.PostAsync("/api/logout", new { })).IsSuccessStatusCode.ShouldBeTrue();
        await client.Closed.WaitAsync(Patience);
        live.Writer.Complete();
        await Should.ThrowAsync<Exception>(upload.WaitAsync(Patience));
    }

    private static async Task CallAsync(HubClient client, string method, object argument)
    {
        string id = $"raw-{Guid.NewGuid()}";
        string json = JsonSerializer.Serialize(argument, JsonDefaults.Options);
        JsonElement answer = await client.InvokeRawAsync(id, $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{json}}]}""");
        answer.TryGetProperty("error", out JsonElement error).ShouldBeFalse($"{error}");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource deadline = new(Patience);
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await poll.WaitForNextTickAsync(deadline.Token);
        }
    }

    private Task<HubClient> ConnectAsync() => HubClient.ConnectAsync(_visitor.Address, _visitor.Cookies);

    private MicrophoneRequest Microphone(MicrophoneMode mode = MicrophoneMode.PushToTalk) => new(_room, MicrophoneId.New(TimeProvider.System), mode, null);

    private static IEnumerable<MicrophoneFrame> FramesOf(short[] sound, bool last = true) =>
        Sound.Frames(sound, last: last).Select(frame => new MicrophoneFrame(frame.Number, frame.Pcm, frame.Last));

    private static IAsyncEnumerable<MicrophoneFrame> Frames(short[] sound) => Later(FramesOf(sound));

    private static async IAsyncEnumerable<MicrophoneFrame> Later(IEnumerable<MicrophoneFrame> frames)
    {
        await Task.Yield();
        foreach (MicrophoneFrame frame in frames)
        {
            yield return frame;
        }
    }

    /// <summary>The reader of a room.</summary>
    private sealed class Room : IAsyncDisposable
    {
        private readonly CancellationTokenSource _deadline = new(Patience);
        private readonly IAsyncEnumerator<JsonElement> _items;
        private Task<bool>? _first;

        public Room(HubClient client, RoomId room)
        {
            _items = client.StreamAsync("OpenRoom", room, _deadline.Token).GetAsyncEnumerator(_deadline.Token);
            _first = _items.MoveNextAsync().AsTask();
        }

        public List<RoomUpdate> Seen { get; } = [];

        public Task<T> UntilAsync<T>()
            where T : RoomUpdate => UntilAsync<T>(_ => true);

        public async Task UntilAsync<T>(Func<T, Task> then)
            where T : RoomUpdate => await then(await UntilAsync<T>());

        public async Task<T> UntilAsync<T>(Func<T, bool> which)
            where T : RoomUpdate
        {
            while (true)
            {
                Task<bool> next = _first ?? _items.MoveNextAsync().AsTask();
                _first = null;
                (await next).ShouldBeTrue("the stream ended");
                RoomUpdate update = _items.Current.Deserialize<RoomUpdate>(JsonDefaults.Options)!;
                Seen.Add(update);
                if (update is T wanted && which(wanted))
                {
                    return wanted;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _deadline.CancelAsync();
            try
            {
                if (_first is not null)
                {
                    await _first;
                }

                await _items.DisposeAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or System.Net.WebSockets.WebSocketException or HubCallException)
            {
                // The way in which a reader leaves.
            }

            _deadline.Dispose();
        }
    }
}
