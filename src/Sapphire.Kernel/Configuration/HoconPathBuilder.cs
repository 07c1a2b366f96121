using System.Collections.Immutable;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Puts a path together from tokens: a dot outside quotes separates keys, whitespace within is kept, around it is not.
/// </summary>
internal sealed class HoconPathBuilder(ConfigOrigin origin)
{
    private readonly ImmutableArray<string>.Builder _keys = ImmutableArray.CreateBuilder<string>();
    private readonly StringBuilder _key = new();
    private readonly StringBuilder _pendingBlank = new();
    private bool _hasQuoted;
    private bool _any;

    public void Add(HoconToken token)
    {
        if (token.Kind == HoconTokenKind.Whitespace)
        {
            // Only known to be inside the path when something follows.
            if (_any)
                _pendingBlank.Append(token.Text);
            return;
        }

        _key.Append(_pendingBlank);
        _pendingBlank.Clear();
        _any = true;
        if (token.Kind == HoconTokenKind.Quoted)
        {
            _key.Append(token.Text);
            _hasQuoted = true;
            return;
        }

        foreach (var c in token.Text)
        {
            if (c == '.')
                EndKey();
            else
                _key.Append(c);
        }
    }

    /// <exception cref="HoconException">An empty path, or an empty key that is not in quotes.</exception>
    public HoconPath Build()
    {
        if (!_any)
            throw new HoconException(origin, "expected a path");
        EndKey();
        return new HoconPath(_keys.ToImmutable());
    }

    private void EndKey()
    {
        if (_key.Length == 0 && !_hasQuoted)
            throw new HoconException(origin, "a path may not start or end with '.' nor hold '..'; an empty key is written \"\"");
        _keys.Add(_key.ToString());
        _key.Clear();
        _hasQuoted = false;
    }
}
