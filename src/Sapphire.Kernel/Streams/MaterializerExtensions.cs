using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams;

/// <summary>Where materializers come from.</summary>
public static class MaterializerExtensions
{
    /// <summary>The materializer of the system, made at the first call.</summary>
    public static ActorMaterializer Materializer(this ActorSystem system, ActorMaterializerSettings? settings = null) =>
        settings is null ? system.WithExtension(static s => ActorMaterializer.Create(s)) : ActorMaterializer.Create(system, settings);

    /// <summary>A new materializer whose graphs end with the actor. Call it once, and keep it in a field.</summary>
    public static ActorMaterializer Materializer(this IActorContext context, ActorMaterializerSettings? settings = null) => ActorMaterializer.Create(context, settings);
}
