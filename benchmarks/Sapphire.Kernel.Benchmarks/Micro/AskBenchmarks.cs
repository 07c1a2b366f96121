using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Micro;

/// <summary>A question and its answer over the thread pool.</summary>
[BenchmarkCategory("one ask")]
public class AskBenchmarks
{
    private const int Rounds = 1_000;
    private static readonly object Question = new();
    private readonly Channel<TaskCompletionSource<object>> _channel = Channel.CreateUnbounded<TaskCompletionSource<object>>(new UnboundedChannelOptions { SingleReader = true });
    private ActorSystem _system = null!;
    private IActorRef _echo = null!;
    private Task _reading = Task.CompletedTask;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("micro");
        _echo = _system.ActorOf(Props.Create(() => new Echo()));
        _reading = Task.Run(async () =>
        {
            await foreach (TaskCompletionSource<object> question in _channel.Reader.ReadAllAsync()) question.SetResult(Question);
        });
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _channel.Writer.Complete();
        await _reading;
        await _system.Terminate();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rounds, Description = "channel and task source")]
    public async Task ChannelAsync()
    {
        for (int i = 0; i < Rounds; i++)
        {
            TaskCompletionSource<object> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _channel.Writer.TryWrite(question);
            _ = await question.Task;
        }
    }

    [Benchmark(OperationsPerInvoke = Rounds, Description = "ask")]
    public async Task AskAsync()
    {
        for (int i = 0; i < Rounds; i++) _ = await _echo.Ask<object>(Question);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }
}
