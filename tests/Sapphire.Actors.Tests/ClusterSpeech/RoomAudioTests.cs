using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Speech;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.TestKit;
using Sapphire.RabbitMq.TestKit;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>
/// Sound of a room, at the pace of a microphone, to the recogniser of another node over a real broker: how much later each frame of
/// 20 ms is there than at a recogniser of the room's own process, and whether all of it is.
/// </summary>
public sealed class RoomAudioTests
{
    private const int FrameSize = 320;
    private const int FramesOfUtterance = 500;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task No_frame_is_lost_on_its_way_to_another_node() => RunAsync(TimeSpan.FromSeconds(12));

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "room-audio")]
    public async Task Ten_minutes_of_sound_are_there_soon_and_whole()
    {
        (double[] remote, double[] local) = await RunAsync(TimeSpan.FromMinutes(10));
        double added = At(remote, 0.5) - At(local, 0.5);
        added.ShouldBeLessThan(20, "ms added to the median frame");
    }

    // Delays of all frames in milliseconds, sorted: to the other node, and within the process.
    private static async Task<(double[] Remote, double[] Local)> RunAsync(TimeSpan time)
    {
        BrokerServer broker = await BrokerServer.SharedAsync();
        string prefix = $"t{Guid.NewGuid():N}"[..12];
        StampRecognizer there = new();
        await using Node stt = await Node.JoinAsync(broker, prefix, "stt", there);
        await using Node room = await Node.JoinAsync(broker, prefix, "room", new StampRecognizer());
        StampRecognizer here = new();
        long[] written = new long[FramesOfUtterance];
        List<double> remote = [];
        List<double> local = [];
        int frames = 0;
        int lost = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            await using IRecognition over = room.Speech.Recognizer.Start();
            await using IRecognition near = here.Start();
            await SpeakAsync(written, over, near);
            int heard = int.Parse((await over.FinishAsync(CancellationToken.None).WaitAsync(Patience)).Text, CultureInfo.InvariantCulture);
            await near.FinishAsync(CancellationToken.None);
            frames += FramesOfUtterance;
            lost += FramesOfUtterance - heard;
            remote.AddRange(there.Delays(written));
            local.AddRange(here.Delays(written));
        }
        while (Stopwatch.GetElapsedTime(start) < time);

        double[] far = [.. remote.Order()];
        double[] close = [.. local.Order()];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{frames} frames in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, {lost} lost; delay to another node p50 {At(far, 0.5):0.00} ms, p99 {At(far, 0.99):0.00} ms, most {far[^1]:0.0} ms; in the process p50 {At(close, 0.5):0.000} ms, p99 {At(close, 0.99):0.000} ms; added p50 {At(far, 0.5) - At(close, 0.5):0.00} ms, p99 {At(far, 0.99) - At(close, 0.99):0.00} ms"));
        lost.ShouldBe(0);
        far.Length.ShouldBe(frames);
        return (far, close);
    }

    // A microphone does not wait for whoever is late.
    private static async Task SpeakAsync(long[] written, IRecognition over, IRecognition near)
    {
        using PeriodicTimer timer = new(Frame);
        long begun = Stopwatch.GetTimestamp();
        for (int frame = 0; frame < written.Length; frame++)
        {
            while (Stopwatch.GetElapsedTime(begun) < frame * Frame)
            {
                await timer.WaitForNextTickAsync();
            }

            short[] samples = new short[FrameSize];
            Array.Fill(samples, (short)(frame + 1));
            written[frame] = Stopwatch.GetTimestamp();
            await near.WriteAsync(samples, CancellationToken.None);
            await over.WriteAsync(samples, CancellationToken.None);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)(sorted.Length * share)];

    // Keeps when each frame of its newest utterance was whole; its text is how many came, each once and in order.
    private sealed class StampRecognizer : ISpeechRecognizer
    {
        private List<long> _newest = [];

        public IRecognition Start() => new Stamps(_newest = []);

        public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IEnumerable<double> Delays(long[] written) => _newest.Select((at, frame) => Stopwatch.GetElapsedTime(written[frame], at).TotalMilliseconds);
    }

    private sealed class Stamps(List<long> whole) : IRecognition
    {
        private readonly Channel<string> _partials = Channel.CreateUnbounded<string>();
        private int _samples;

        public ChannelReader<string> Partials => _partials.Reader;

        public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
        {
            long now = Stopwatch.GetTimestamp();
            foreach (short sample in samples.Span)
            {
                // What is not the next one is not counted.
                if (sample == whole.Count + 1 && ++_samples == FrameSize)
                {
                    _samples = 0;
                    whole.Add(now);
                }
            }

            return ValueTask.CompletedTask;
        }

        public Task<Recognized> FinishAsync(CancellationToken cancellationToken)
        {
            string count = whole.Count.ToString(CultureInfo.InvariantCulture);
            return Task.FromResult(new Recognized(count, RecognizedBy.Open, null, count, TimeSpan.Zero, TimeSpan.Zero));
        }

        public ValueTask DisposeAsync()
        {
            _partials.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Node(IClusterTransport transport, ActorSystem system, SpeechCluster speech) : IAsyncDisposable
    {
        public SpeechCluster Speech => speech;

        public static async Task<Node> JoinAsync(BrokerServer broker, string prefix, string role, ISpeechRecognizer recognizer)
        {
            ClusterSettings settings = new() { NodeName = role, Roles = [role], Prefix = prefix, PresenceInterval = TimeSpan.FromMilliseconds(300) };
            IClusterTransport transport = RabbitMqTransport.Create(settings, new RabbitMqSettings { Heartbeat = TimeSpan.FromSeconds(2) }.WithUri(broker.Uri));
            ActorSystem system = ActorSystem.Create("sapphire", TestSystem.Prepare(
                new() { Serialization = ClusterSpeechProtocol.Setup }, ConfigurationFactory.ParseString("akka { log-dead-letters = 0, coordinated-shutdown.run-by-actor-system-terminate = off }")));
            ClusterRemoting.Start(system, transport);
            transport.Start();
            await transport.ConnectedAsync(TestContext.Current.CancellationToken);
            SpeechCluster speech = new(recognizer, new TestSynthesizer(), SpeechWorkerServices.SettingsOf(new WorkerOptions()), new SpeechEngines(), new ClusterSpeechSettings { AbsenceTimeout = TimeSpan.FromSeconds(30) });
            speech.Start(system);
            return new(transport, system, speech);
        }

        public async ValueTask DisposeAsync()
        {
            await system.Terminate();
            await transport.DisposeAsync();
        }
    }
}
