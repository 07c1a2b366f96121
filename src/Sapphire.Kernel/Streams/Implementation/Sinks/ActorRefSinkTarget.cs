using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>The actor that a sink sends to, and what it is told besides the elements.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="OnComplete">Sent at completion.</param>
/// <param name="OnFailure">Makes what is sent at a failure.</param>
/// <param name="OnInit">Sent first, where elements wait for answers.</param>
/// <param name="Ack">The type of the answers; null where elements do not wait.</param>
internal sealed record ActorRefSinkTarget(IActorRef Actor, object OnComplete, Func<Exception, object>? OnFailure, object? OnInit = null, Type? Ack = null);
