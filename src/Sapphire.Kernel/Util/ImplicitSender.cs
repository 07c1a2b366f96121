using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Util;

/// <summary>The sender of a Tell that names none: the running actor, else (in tests) the test actor of the flow.</summary>
internal static class ImplicitSender
{
    private static readonly AsyncLocal<IActorRef?> Local = new();
    private static volatile bool s_enabled;

    /// <summary>Makes a reference the sender of the present asynchronous flow.</summary>
    public static void Set(IActorRef? actor)
    {
        s_enabled = true;
        Local.Value = actor;
    }

    public static IActorRef? Get() => ActorCell.Current is { } cell ? cell.Self : s_enabled ? Local.Value : null;
}
