using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>The breaker of one provider, shared by all chats. Safe for several threads.</summary>
/// <param name="name">The provider's name for people.</param>
/// <param name="time">The clock.</param>
internal sealed class ProviderBreaker(string name, TimeProvider time)
{
    private readonly Lock _gate = new();
    private BreakerState _state = BreakerState.Closed;

    public BreakerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>A call begins.</summary>
    /// <exception cref="ModelException">The provider is left alone for a while.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!_state.Permits(now))
            {
                throw new ModelException(
                    $"{name} failed {_state.Failures} times in a row and is left alone for {ModelErrors.Duration(_state.Until - now)}.",
                    "Wait, choose another model, or press Try now on the Models page.",
                    canRetry: true);
            }

            _state = _state.Begin(now);
        }
    }

    /// <summary>A call came to its end; a refusal for a reason of the request's own counts as an answer.</summary>
    public void Ended(ModelException? failure)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            // What never left this machine says nothing of the server.
            _state = failure?.InnerException is Privacy.OutboundBlockedException ? _state.Released(now)
                : failure is { CanRetry: true } ? _state.Failed(now)
                : BreakerState.Closed;
        }
    }

    /// <summary>A call was given up.</summary>
    public void Released()
    {
        lock (_gate)
        {
            _state = _state.Released(time.GetUtcNow());
        }
    }

    /// <summary>What failed counts no more.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _state = BreakerState.Closed;
        }
    }
}
