using Sapphire.Kernel.Streams.Supervision;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>
/// The elements of a resource, which is opened with the first pull and closed at every end, exactly once. Supervision of its
/// reading: resume reads on, restart closes it and opens another.
/// </summary>
internal sealed class UnfoldResourceStage<T, TResource>(
    StageScope scope, Func<Task<TResource>> create, Func<TResource, Task<Option<T>>> read, Func<TResource, Task> close) : PullIterator<T>
{
    private TResource _resource = default!;
    private bool _isOpen;
    private bool _ended;

    public override async ValueTask<bool> MoveNextAsync()
    {
        while (!_ended)
        {
            if (!_isOpen)
            {
                _resource = await create();
                _isOpen = true;
            }

            scope.ThrowIfCancelled();
            try
            {
                Option<T> element = await read(_resource).WaitAsync(scope.Token);
                if (element.HasValue)
                {
                    Current = element.Value;
                    return true;
                }

                _ended = true;
            }
            catch (Exception ex) when (!scope.Token.IsCancellationRequested && scope.Decider is { } decider && decider(ex) is not Directive.Stop and var directive)
            {
                if (directive == Directive.Restart) await CloseAsync();
            }
        }

        await CloseAsync();
        return false;
    }

    public override async ValueTask CancelAsync(Exception? cause)
    {
        _ended = true;
        await CloseAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (!_isOpen) return;
        _isOpen = false;
        TResource resource = _resource;
        _resource = default!;
        await close(resource);
    }
}
