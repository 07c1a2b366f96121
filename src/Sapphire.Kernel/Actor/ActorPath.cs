#pragma warning disable MA0048 // The path and its two kinds.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// The place of an actor in the tree, such as <c>akka://name/user/a/b</c>. Equality ignores the incarnation (<see cref="Uid"/>). Immutable.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>The characters besides ASCII letters and digits that a name may have; <c>$</c> not at its beginning.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly object _parentOrAddress;

    private protected ActorPath(Address address, string name)
    {
        ArgumentNullException.ThrowIfNull(address);
        _parentOrAddress = address;
        Name = name;
    }

    private protected ActorPath(ActorPath parent, string name, long uid)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _parentOrAddress = parent;
        Name = name;
        Uid = uid;
    }

    /// <summary>The last element; empty for the root.</summary>
    public string Name { get; }

    /// <summary>Tells incarnations of one path apart; 0 where unknown.</summary>
    public long Uid { get; }

    /// <summary>The path one level up. The root is its own parent (in Akka.NET it has none), so that nobody need look for null.</summary>
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

    /// <summary>How many elements there are below the root.</summary>
    public int Depth
    {
        get
        {
            int depth = 0;
            for (ActorPath p = this; p._parentOrAddress is ActorPath up; p = up) depth++;
            return depth;
        }
    }

    /// <summary>A child path; a name may end in <c>#uid</c>.</summary>
    public static ActorPath operator /(ActorPath path, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        (string element, long uid) = SplitUid(name);
        return new ChildActorPath(path, element, uid);
    }

    /// <summary>A path further down; empty elements are left out.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) => name.Where(e => e.Length > 0).Aggregate(path, static (p, e) => p / e);

    /// <summary>Elements as one text, with slashes between them.</summary>
    public static string FormatPathElements(IEnumerable<string> pathElements) => string.Join('/', pathElements);

    /// <summary>A child path; a name may end in <c>#uid</c>.</summary>
    public ActorPath Child(string childName) => this / childName;

    /// <summary>The path of this one's ancestor.</summary>
    /// <param name="depth">How many elements it has, or, when negative, how many levels up it is; never above the root nor below this path.</param>
    public ActorPath ParentOf(int depth)
    {
        ActorPath p = this;
        for (int up = depth < 0 ? -depth : Depth - depth; up > 0 && p._parentOrAddress is ActorPath parent; up--) p = parent;
        return p;
    }

    /// <summary>The same place with another incarnation.</summary>
    /// <exception cref="NotSupportedException">The root has no incarnations.</exception>
    public ActorPath WithUid(long uid)
    {
        if (uid == Uid) return this;
        return _parentOrAddress is ActorPath parent ? new ChildActorPath(parent, Name, uid) : throw new NotSupportedException("The root path has no incarnation.");
    }

    /// <summary>The whole path.</summary>
    public string ToStringWithAddress() => ToString();

    /// <summary>The path at another address.</summary>
    public string ToStringWithAddress(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();
    }

    /// <summary>The whole path with the incarnation, where it is known: <c>akka://name/user/a#7</c>.</summary>
    public string ToStringWithUid() => ToString() + UidFragment;

    /// <summary>What <see cref="Parse"/> reads back as the very same incarnation.</summary>
    public string ToSerializationFormat() => ToStringWithUid();

    /// <summary>The same at another address.</summary>
    public string ToSerializationFormatWithAddress(Address address) => ToStringWithAddress(address) + UidFragment;

    private string UidFragment => Uid == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"#{Uid}");

    /// <summary>The path without its address: <c>/user/a</c>.</summary>
    public string ToStringWithoutAddress() => IsRoot ? "/" : "/" + string.Join('/', Elements);

    /// <summary>Parses <c>akka://system/user/a</c>, with an incarnation at its end or without.</summary>
    /// <exception cref="UriFormatException">The text is no path.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out ActorPath? result) ? result : throw new UriFormatException($"'{path}' is no actor path: expected protocol://system/element/element.");

    /// <summary>Parses <c>akka://system/user/a</c>.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out Address? address)) return false;
        int slash = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
        return TryParse(new RootActorPath(address), slash < 0 ? "/" : path[slash..], out actorPath);
    }

    /// <summary>Parses <c>/user/a</c> below a path.</summary>
    public static bool TryParse(ActorPath basePath, string absoluteUri, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        ActorPath p = basePath;
        foreach (string element in absoluteUri.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, long uid) = SplitUid(element);
            if (name.Length == 0) return false;
            p = new ChildActorPath(p, name, uid);
        }

        actorPath = p;
        return true;
    }

    /// <summary>Parses the address at the beginning of a path.</summary>
    public static bool TryParseAddress(string path, [NotNullWhen(true)] out Address? address) => Address.TryParse(path, out address);

    private static (string Name, long Uid) SplitUid(string element)
    {
        int hash = element.IndexOf('#', StringComparison.Ordinal);
        return hash >= 0 && long.TryParse(element.AsSpan(hash + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long uid)
            ? (element[..hash], uid)
            : (element, 0);
    }

    /// <summary>Whether a name may be given to an actor: ASCII letters and digits, <see cref="ValidSymbols"/> and <c>%</c> with two hexadecimal digits, not starting with <c>$</c>.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (int i = 0; i < s.Length; i++)
        {
            char c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c, StringComparison.Ordinal)) continue;
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

/// <summary>The path of the root of a system.</summary>
public sealed class RootActorPath : ActorPath
{
    /// <summary>The root at an address.</summary>
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

/// <summary>The path of any actor but the root.</summary>
public sealed class ChildActorPath : ActorPath
{
    /// <summary>A path below another.</summary>
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
