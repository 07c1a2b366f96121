using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Kernel.Actor;

/// <summary>The place of an actor in the tree, such as <c>akka://name/user/a/b</c>. Equality ignores the incarnation (<see cref="Uid"/>).</summary>
public sealed class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    private readonly object _parentOrAddress;

    /// <summary>The root path of an address.</summary>
    public ActorPath(Address address)
    {
        _parentOrAddress = address;
        Name = "/";
    }

    internal ActorPath(ActorPath parent, string name, long uid = 0)
    {
        _parentOrAddress = parent;
        Name = name;
        Uid = uid;
    }

    /// <summary>The last element; "/" for the root.</summary>
    public string Name { get; }

    /// <summary>Tells incarnations of one path apart; 0 where unknown.</summary>
    public long Uid { get; }

    /// <summary>The path one level up; the root is its own parent.</summary>
    public ActorPath Parent => _parentOrAddress as ActorPath ?? this;

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => _parentOrAddress is Address;

    /// <summary>The address of the system.</summary>
    public Address Address => Root._parentOrAddress as Address ?? throw new InvalidOperationException("A path without an address.");

    /// <summary>The root of this path.</summary>
    public ActorPath Root
    {
        get
        {
            ActorPath p = this;
            while (p._parentOrAddress is ActorPath up) p = up;
            return p;
        }
    }

    /// <summary>The elements from below the root to this one.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var list = new List<string>();
            for (ActorPath p = this; p._parentOrAddress is ActorPath up; p = up) list.Add(p.Name);
            list.Reverse();
            return list;
        }
    }

    /// <summary>A child path.</summary>
    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    /// <summary>A child path.</summary>
    public ActorPath Child(string childName) => new(this, childName);

    /// <summary>The path without its address: <c>/user/a</c>.</summary>
    public string ToStringWithoutAddress() => IsRoot ? "/" : "/" + string.Join('/', Elements);

    /// <summary>Parses <c>akka://system/user/a</c>.</summary>
    /// <exception cref="FormatException">The text is no path.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out ActorPath? result) ? result : throw new FormatException($"'{path}' is no actor path: expected protocol://system/element/element.");

    /// <summary>Parses <c>akka://system/user/a</c>.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? result)
    {
        result = null;
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0) return false;
        string[] parts = path[(scheme + 3)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return false;
        ActorPath p = new(new Address(path[..scheme], parts[0]));
        for (int i = 1; i < parts.Length; i++) p = p.Child(parts[i]);
        result = p;
        return true;
    }

    /// <summary>Whether a name may be given to an actor: letters, digits and <c>-_.*$+:@&amp;=,!~';()</c>, not starting with <c>$</c>.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (int i = 0; i < s.Length; i++)
        {
            char c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || "-_.*$+:@&=,!~';()".Contains(c)) continue;
            if (c == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]))
            {
                i += 2;
                continue;
            }

            return false;
        }

        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Address + ToStringWithoutAddress();

    /// <inheritdoc />
    public bool Equals(ActorPath? other)
    {
        if (other is null) return false;
        ActorPath a = this, b = other;
        while (!ReferenceEquals(a, b))
        {
            if (a._parentOrAddress is ActorPath pa && b._parentOrAddress is ActorPath pb)
            {
                if (!string.Equals(a.Name, b.Name, StringComparison.Ordinal)) return false;
                a = pa;
                b = pb;
            }
            else
            {
                return a._parentOrAddress is Address x && b._parentOrAddress is Address y && x == y;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc />
    public override int GetHashCode() =>
        _parentOrAddress is ActorPath up ? HashCode.Combine(up.GetHashCode(), string.GetHashCode(Name, StringComparison.Ordinal)) : _parentOrAddress.GetHashCode();

    /// <inheritdoc />
    public int CompareTo(ActorPath? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary>Equality of the elements and the address.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(ActorPath left, ActorPath right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(ActorPath left, ActorPath right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(ActorPath left, ActorPath right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(ActorPath left, ActorPath right) => left.CompareTo(right) >= 0;
}
