using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Pattern;

/// <summary>Random calls that begin, end well or badly or never, and time that passes, against a model of a few lines.</summary>
public sealed class CircuitBreakerModelTests
{
    private const int MaxFailures = 3;
    private const int CallTimeout = 5;
    private const int ResetTimeout = 7;
    private const int MaxReset = 20;

    [Fact]
    public void It_does_what_the_model_says()
    {
        Gen<Step> step =
            from kind in Gen.Choose(0, 9)
            from number in Gen.Choose(0, 9)
            select new Step(kind, number);
        Prop.ForAll(Arb.From(step.ArrayOf(), Shrinks), Run).Check(Properties.Times(400));
    }

    private static IEnumerable<Step[]> Shrinks(Step[] steps) => Enumerable.Range(0, steps.Length).Select(i => steps.Where((_, at) => at != i).ToArray());

    private static void Run(Step[] steps)
    {
        ManualTimeProvider time = new();
        using ActorSystem system = ActorSystem.Create("model", time);
        CircuitBreaker breaker = new(system.Scheduler, MaxFailures, TimeSpan.FromSeconds(CallTimeout), TimeSpan.FromSeconds(ResetTimeout), TimeSpan.FromSeconds(MaxReset), 2);
        Model model = new();
        List<(TaskCompletionSource<int> End, Task<int> Call, ModelCall Expected)> calls = [];
        foreach (Step one in steps)
        {
            switch (one.Kind)
            {
                case < 4:
                    TaskCompletionSource<int> end = new();
                    Task<int> call = breaker.WithCircuitBreaker(() => end.Task);
                    ModelCall? begun = model.Begin();
                    (call.IsFaulted && call.Exception.InnerException is OpenCircuitException).ShouldBe(begun is null, "whether the call is made");
                    if (begun is not null) calls.Add((end, call, begun));
                    break;
                case < 8 when calls.Count > 0:
                    int at = one.Number % calls.Count;
                    (TaskCompletionSource<int> ending, Task<int> ended, ModelCall expected) = calls[at];
                    calls.RemoveAt(at);
                    bool well = one.Kind < 6;
                    if (well) ending.SetResult(1);
                    else ending.SetException(new InvalidOperationException());
                    SpinWait.SpinUntil(() => ended.IsCompleted, TimeSpan.FromSeconds(30)).ShouldBeTrue();
                    (ended.Exception?.InnerException is TimeoutException).ShouldBe(expected.TimedOut, "whether it took too long");
                    model.End(expected, well);
                    break;
                case >= 8:
                    for (int second = 0; second <= one.Number; second++)
                    {
                        time.Advance(TimeSpan.FromSeconds(1));
                        ModelCall[] late = model.Pass();
                        // The caller of each learns it before time goes on.
                        foreach ((_, Task<int> waiting, ModelCall modelled) in calls.Where(c => late.Contains(c.Expected)))
                        {
                            SpinWait.SpinUntil(() => waiting.IsCompleted, TimeSpan.FromSeconds(30)).ShouldBeTrue($"a call of second {modelled.Began} still waits");
                        }
                    }

                    break;
            }

            breaker.IsClosed.ShouldBe(model.State == 'c');
            breaker.IsOpen.ShouldBe(model.State == 'o');
            breaker.IsHalfOpen.ShouldBe(model.State == 'h');
            breaker.CurrentFailureCount.ShouldBe(model.State == 'c' ? model.Failures : 0);
            breaker.Remaining.ShouldBe(TimeSpan.FromSeconds(model.State == 'o' ? model.Until - model.Now : 0));
        }
    }

    private sealed record Step(int Kind, int Number);

    // A class: two calls of one moment are two.
    private sealed class ModelCall(int period, int began)
    {
        public int Period => period;

        public int Began => began;

        public bool TimedOut { get; set; }
    }

    private sealed class Model
    {
        private readonly List<ModelCall> _running = [];
        private int _period;
        private int _reset = ResetTimeout;
        private bool _trying;

        public char State { get; private set; } = 'c';

        public int Failures { get; private set; }

        public int Until { get; private set; }

        public int Now { get; private set; }

        public ModelCall? Begin()
        {
            if (State == 'o' || (State == 'h' && _trying)) return null;
            _trying = State == 'h';
            ModelCall call = new(_period, Now);
            _running.Add(call);
            return call;
        }

        public void End(ModelCall call, bool well)
        {
            if (!_running.Remove(call) || call.Period != _period) return;
            if (well && State == 'h') Enter('c');
            if (well) Failures = 0;
            else Fail();
        }

        public ModelCall[] Pass()
        {
            Now++;
            // Timers of one moment fire in the order in which they were set.
            List<ModelCall> late = _running.FindAll(call => Now - call.Began >= CallTimeout);
            if (State == 'o' && Now >= Until) Enter('h');
            foreach (ModelCall call in late)
            {
                call.TimedOut = true;
                _running.Remove(call);
                if (call.Period == _period) Fail();
            }

            return [.. late];
        }

        private void Fail()
        {
            if (State == 'h')
            {
                _reset = Math.Min(_reset * 2, MaxReset);
                Enter('o');
            }
            else if (++Failures == MaxFailures)
            {
                Enter('o');
            }
        }

        private void Enter(char state)
        {
            _period++;
            State = state;
            Failures = 0;
            _trying = false;
            if (state == 'c') _reset = ResetTimeout;
            if (state == 'o') Until = Now + _reset;
        }
    }
}
