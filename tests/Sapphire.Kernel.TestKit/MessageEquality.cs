using System.Collections;

namespace Sapphire.Kernel.TestKit;

/// <summary>Equality of messages: by their own <c>Equals</c>, and of collections by their elements.</summary>
internal static class MessageEquality
{
    public static bool AreEqual(object? a, object? b)
    {
        if (Equals(a, b)) return true;
        if (a is not IEnumerable left || b is not IEnumerable right || a is string || b is string) return false;
        object?[] all = [.. left.Cast<object?>()];
        object?[] others = [.. right.Cast<object?>()];
        return all.Length == others.Length && all.Zip(others).All(static p => AreEqual(p.First, p.Second));
    }
}
