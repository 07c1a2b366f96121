using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings.Registry;

#pragma warning disable MA0048 // The file of Setting<T>, beside that of Setting.

/// <summary>The definition of a setting of one type.</summary>
/// <typeparam name="T"><c>bool</c>, <c>int</c>, <c>double</c>, <c>string</c> or <c>ImmutableArray&lt;string&gt;</c>.</typeparam>
public sealed class Setting<T> : Setting
    where T : notnull
{
    private readonly SettingCodec<T> _codec = SettingCodec.Of<T>();

    /// <summary>Defines a setting.</summary>
    /// <param name="key">Its name; that of the inventory where it has one.</param>
    /// <param name="category">What it belongs to.</param>
    /// <param name="defaultValue">What it is where nobody has set it.</param>
    public Setting(string key, SettingCategory category, T defaultValue)
        : base(key, category) => Default = defaultValue;

    /// <summary>What it is where nobody has set it.</summary>
    public T Default { get; }

    /// <summary>A further check: gives what is wrong with a value, or null.</summary>
    public Func<T, string?>? Check { get; init; }

    /// <inheritdoc/>
    public override SettingKind Kind => _codec.Kind;

    /// <inheritdoc/>
    public override SettingValue DefaultValue => Wrap(Default);

    /// <inheritdoc/>
    public override string Rule => _codec.Rule(this);

    /// <summary>A value of it, checked.</summary>
    /// <exception cref="ArgumentException">It cannot have this value; the message says why.</exception>
    public SettingValue Of(T value) => Problem(value) is { } problem ? throw new ArgumentException($"{Key}: {problem}", nameof(value)) : Wrap(value);

    /// <inheritdoc/>
    public override bool TryRead(JsonNode node, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? problem) =>
        Take(_codec.TryRead(node, out T? read), read, out value, out problem);

    /// <inheritdoc/>
    public override bool TryParse(string text, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? problem) =>
        Take(_codec.TryParse(text, out T? read), read, out value, out problem);

    private bool Take(bool isRead, T? read, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? problem)
    {
        problem = isRead ? Problem(read!) : Rule;
        value = problem is null ? Wrap(read!) : null;
        return problem is null;
    }

    private string? Problem(T value) => _codec.Problem(this, value) ?? Check?.Invoke(value);

    private SettingValue Wrap(T value) => new(value, _codec.ToNode(value).ToJsonString(SettingCodec.Relaxed));
}
