#pragma warning disable MA0048 // Markers that belong together.
namespace Sapphire.Kernel.Dispatch;

/// <summary>An actor that needs a certain kind of mailbox. Where its props name none, it gets the one of <c>akka.actor.mailbox.requirements</c>.</summary>
/// <typeparam name="T">The kind, such as <see cref="IBoundedMessageQueueSemantics"/>.</typeparam>
#pragma warning disable CA1040 // A marker by design.
public interface IRequiresMessageQueue<T>
    where T : ISemantics;

/// <summary>A kind of mailbox.</summary>
public interface ISemantics;

/// <summary>Holds any number of messages.</summary>
public interface IUnboundedMessageQueueSemantics : ISemantics;

/// <summary>Holds so many messages.</summary>
public interface IBoundedMessageQueueSemantics : ISemantics;

/// <summary>Takes messages back at its front, as every mailbox here does.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics;

/// <summary>Takes messages back, and holds any number.</summary>
public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

/// <summary>Takes messages back, and holds so many.</summary>
public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics;

/// <summary>May be read by several at once, as every mailbox here may.</summary>
public interface IMultipleConsumerSemantics : ISemantics;
#pragma warning restore CA1040
