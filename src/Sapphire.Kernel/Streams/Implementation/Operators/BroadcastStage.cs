namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Each element to each outlet, when all of them are pulled.</summary>
internal sealed class BroadcastStage<T>(StageScope scope, Upstream<T> upstream, int outlets, bool eagerCancel) : FanOutStage<T>(scope, upstream, outlets)
{
    protected override bool WantsElement
    {
        get
        {
            foreach (Outlet outlet in Outlets)
            {
                if (!outlet.IsPulled && !outlet.IsCancelled) return false;
            }

            return true;
        }
    }

    protected override void OnPush(T element)
    {
        foreach (Outlet outlet in Outlets)
        {
            if (!outlet.IsCancelled) outlet.Give(element);
        }
    }

    protected override bool OnCancel(Outlet outlet) => eagerCancel;
}
