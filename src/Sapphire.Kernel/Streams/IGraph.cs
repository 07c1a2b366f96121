namespace Sapphire.Kernel.Streams;

/// <summary>The description of a piece of a stream: an immutable value that can be run any number of times.</summary>
/// <typeparam name="TShape">Its inlets and outlets.</typeparam>
/// <typeparam name="TMat">What running it gives to the one who runs it.</typeparam>
public interface IGraph<out TShape, out TMat>
    where TShape : Shape;
