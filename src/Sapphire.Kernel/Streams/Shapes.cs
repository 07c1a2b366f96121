#pragma warning disable MA0048 // Marker types that belong together.
namespace Sapphire.Kernel.Streams;

/// <summary>The inlets and outlets of a graph; types only, since graphs are composed by their operators.</summary>
public abstract class Shape
{
    private protected Shape()
    {
    }
}

/// <summary>Nothing open: it can be run.</summary>
public sealed class ClosedShape : Shape
{
    private ClosedShape()
    {
    }
}

/// <summary>One outlet.</summary>
public sealed class SourceShape<TOut> : Shape
{
    private SourceShape()
    {
    }
}

/// <summary>One inlet, one outlet.</summary>
public sealed class FlowShape<TIn, TOut> : Shape
{
    private FlowShape()
    {
    }
}

/// <summary>One inlet.</summary>
public sealed class SinkShape<TIn> : Shape
{
    private SinkShape()
    {
    }
}

/// <summary>One inlet, any number of outlets of one type.</summary>
public sealed class UniformFanOutShape<TIn, TOut> : Shape
{
    private UniformFanOutShape()
    {
    }
}

/// <summary>Any number of inlets of one type, one outlet.</summary>
public sealed class UniformFanInShape<TIn, TOut> : Shape
{
    private UniformFanInShape()
    {
    }
}
