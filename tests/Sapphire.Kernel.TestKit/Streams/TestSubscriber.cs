#pragma warning disable MA0048, CA1034 // Akka's shape: the probe and its events lie within one type.
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.TestKit.Streams;

/// <summary>What steers a sink in a test.</summary>
public static class TestSubscriber
{
    /// <summary>What a sink sees of its upstream.</summary>
    public interface ISubscriberEvent : INoSerializationVerificationNeeded;

    /// <summary>An element.</summary>
    public sealed record OnNext<T>(T Element) : ISubscriberEvent;

    /// <summary>Completion.</summary>
    public sealed record OnComplete : ISubscriberEvent
    {
        private OnComplete()
        {
        }

        /// <summary>The one instance.</summary>
        public static OnComplete Instance { get; } = new();
    }

    /// <summary>Failure.</summary>
    public sealed record OnError(Exception Cause) : ISubscriberEvent;

    /// <summary>Draws elements from a stream, as many as are requested, and expects them.</summary>
    public sealed class Probe<T>
    {
        private readonly TestProbe _events;
        private readonly DetachedScope _scope;
        private readonly AsyncSignal _wanted = new();
        private readonly CancellationTokenRegistration _wake;
        private long _demand;
        private int _looksForEnd;

        internal Probe(TestProbe events, DetachedScope scope)
        {
            _events = events;
            _scope = scope;
            _wake = scope.Token.UnsafeRegister(static s => ((AsyncSignal)s!).Set(), _wanted);
        }

        /// <summary>The subscription is in place: a sink is connected once it is materialised.</summary>
        public Probe<T> EnsureSubscription() => this;

        /// <summary>Takes more elements.</summary>
        public Probe<T> Request(long n)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
            Interlocked.Add(ref _demand, n);
            _wanted.Set();
            return this;
        }

        /// <summary>Takes one more element, which comes next.</summary>
        public T RequestNext() => Request(1).ExpectNext();

        /// <summary>Takes one more element, which comes next and equals one.</summary>
        public Probe<T> RequestNext(T element) => Request(1).ExpectNext(element);

        /// <summary>An element comes next.</summary>
        public T ExpectNext(TimeSpan? timeout = null) => _events.ExpectMsg<ISubscriberEvent>(timeout) switch
        {
            OnNext<T> next => next.Element,
            ISubscriberEvent other => throw new TestKitAssertionException($"Expected an element, got {other}."),
        };

        /// <summary>An element comes next that equals one.</summary>
        public Probe<T> ExpectNext(T element)
        {
            T next = ExpectNext();
            if (!EqualityComparer<T>.Default.Equals(next, element)) throw new TestKitAssertionException($"Expected {element}, got {next}.");
            return this;
        }

        /// <summary>These elements come next, in order.</summary>
        public Probe<T> ExpectNext(T e1, T e2, params T[] elements)
        {
            ExpectNext(e1).ExpectNext(e2);
            foreach (T element in elements) ExpectNext(element);
            return this;
        }

        /// <summary>So many elements come next.</summary>
        public IReadOnlyList<T> ExpectNextN(int n)
        {
            List<T> all = [];
            while (all.Count < n) all.Add(ExpectNext());
            return all;
        }

        /// <summary>These elements come next, in order.</summary>
        public Probe<T> ExpectNextN(IEnumerable<T> all)
        {
            foreach (T element in all) ExpectNext(element);
            return this;
        }

        /// <summary>Completion comes next, without another request.</summary>
        public Probe<T> ExpectComplete()
        {
            LookForEnd();
            ISubscriberEvent next = _events.ExpectMsg<ISubscriberEvent>();
            return next is OnComplete ? this : throw new TestKitAssertionException($"Expected completion, got {next}.");
        }

        /// <summary>A failure comes next, without another request.</summary>
        public Exception ExpectError()
        {
            LookForEnd();
            ISubscriberEvent next = _events.ExpectMsg<ISubscriberEvent>();
            return next is OnError error ? error.Cause : throw new TestKitAssertionException($"Expected a failure, got {next}.");
        }

        /// <summary>Nothing comes for a while.</summary>
        public Probe<T> ExpectNoMsg(TimeSpan? duration = null)
        {
            _events.ExpectNoMsg(duration ?? TestKitBase.DefaultNoMsgTimeout);
            return this;
        }

        /// <summary>Wants no more.</summary>
        public void Cancel() => _scope.Cancel(null);

        /// <summary>Wants no more, because of a failure.</summary>
        public void Cancel(Exception cause) => _scope.Cancel(cause);

        internal async Task RunAsync(PullIterator<T> stages)
        {
            Exception? cause = null;
            try
            {
                while (true)
                {
                    bool looks = await WaitForDemandAsync();
                    if (!await stages.MoveNextAsync())
                    {
                        _events.Tell(OnComplete.Instance, null);
                        break;
                    }

                    if (!looks) Interlocked.Decrement(ref _demand);
                    _events.Tell(new OnNext<T>(stages.Current), null);
                }
            }
            catch (Exception ex)
            {
                cause = Pump.CauseOf(_scope, ex);
                if (!_scope.IsCancelled) _events.Tell(new OnError(cause ?? ex), null);
            }

            _wake.Unregister();
            await stages.CancelAsync(cause);
            _scope.Dispose();
        }

        // An end shows only to who asks for an element: looking for it asks without a request.
        private void LookForEnd()
        {
            Volatile.Write(ref _looksForEnd, 1);
            _wanted.Set();
        }

        private async Task<bool> WaitForDemandAsync()
        {
            while (true)
            {
                _scope.ThrowIfCancelled();
                if (Volatile.Read(ref _demand) > 0) return false;
                if (Interlocked.Exchange(ref _looksForEnd, 0) == 1) return true;
                _wanted.Arm();
                if (Volatile.Read(ref _demand) > 0 || Volatile.Read(ref _looksForEnd) == 1 || _scope.Token.IsCancellationRequested)
                {
                    if (!_wanted.TryDisarm()) await _wanted.WaitAsync();
                }
                else
                {
                    await _wanted.WaitAsync();
                }
            }
        }
    }
}
