namespace Sapphire.Kernel.Actor;

/// <summary>A message with its sender.</summary>
public readonly struct Envelope(object message, IActorRef? sender) : IEquatable<Envelope>
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>The sender, or null.</summary>
    public IActorRef? Sender { get; } = sender;

    /// <inheritdoc />
    public bool Equals(Envelope other) => ReferenceEquals(Message, other.Message) && ReferenceEquals(Sender, other.Sender);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Envelope e && Equals(e);

    /// <inheritdoc />
    public override int GetHashCode() => Message.GetHashCode();

    /// <summary>Equality of both references.</summary>
    public static bool operator ==(Envelope left, Envelope right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Envelope left, Envelope right) => !left.Equals(right);
}
