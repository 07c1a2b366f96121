using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Persistence.Events;

/// <summary>
/// Every event and snapshot that may be stored: its type, its manifest, its source-generated JSON, and how older forms of it become
/// the present one. Fill it before use; reading is thread-safe.
/// <code>
/// new EventCatalog()
///     .Add("chat.user-said.1", ChatJson.Default.UserSaid)
///     .Upcast("chat.user-said.0", json => { json["author"] = "unknown"; return json; });
/// </code>
/// </summary>
public sealed class EventCatalog
{
    private const int MaxTagLength = 100;

    // Never changed in place: looked up for each event, also while someone else still adds.
    private Dictionary<Type, Form> _byType = [];
    private Dictionary<string, Form> _byManifest = new(StringComparer.Ordinal);
    private Dictionary<string, Upcaster> _upcasters = new(StringComparer.Ordinal);
    private EventAdapters _adapters = EventAdapters.None;
    private string? _lastAdded;

    /// <summary>Every manifest that can be read, sorted: present and older forms.</summary>
    public IReadOnlyList<string> Manifests => [.. _byManifest.Keys.Concat(_upcasters.Keys).Order(StringComparer.Ordinal)];

    /// <summary>Every manifest that is written, sorted.</summary>
    public IReadOnlyList<string> WrittenManifests => [.. _byManifest.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Registers the present form of an event.</summary>
    /// <param name="manifest">Short, versioned, never reused: <c>chat.user-said.1</c>.</param>
    /// <param name="type">Source-generated.</param>
    /// <exception cref="ArgumentException">The manifest or the type is registered already, or the manifest is malformed.</exception>
    public EventCatalog Add<T>(string manifest, JsonTypeInfo<T> type)
        where T : notnull
    {
        CheckNew(manifest);
        if (_byType.ContainsKey(typeof(T)))
        {
            throw new ArgumentException($"{typeof(T)} is registered already, as '{_byType[typeof(T)].Manifest}'.", nameof(type));
        }

        Form form = new(manifest, type);
        _byType = new(_byType) { [typeof(T)] = form };
        _byManifest = new(_byManifest, StringComparer.Ordinal) { [manifest] = form };
        _lastAdded = manifest;
        return this;
    }

    /// <summary>Says how an older form of the event added last becomes its present form. The old manifest is read, never written again.</summary>
    /// <exception cref="ArgumentException">The manifest is registered already, or no event was added before.</exception>
    public EventCatalog Upcast(string oldManifest, Func<JsonObject, JsonObject> upcast)
    {
        CheckNew(oldManifest);
        string target = _lastAdded ?? throw new ArgumentException("Add the present form of the event before its older ones.", nameof(oldManifest));
        _upcasters = new(_upcasters, StringComparer.Ordinal) { [oldManifest] = new(target, upcast) };
        return this;
    }

    /// <summary>Binds an adapter for both ways to types of events: to the types themselves and to what derives from them or implements them.</summary>
    /// <exception cref="ArgumentException">One of them has a write adapter already.</exception>
    public EventCatalog AddEventAdapter(IEventAdapter adapter, params ReadOnlySpan<Type> boundTypes) => Bind(adapter, adapter, boundTypes);

    /// <summary>Binds an adapter to types of events on their way into the journal.</summary>
    /// <exception cref="ArgumentException">One of them has a write adapter already.</exception>
    public EventCatalog AddWriteEventAdapter(IWriteEventAdapter adapter, params ReadOnlySpan<Type> boundTypes) => Bind(adapter, null, boundTypes);

    /// <summary>Binds an adapter to types of events on their way out of the journal. Of several on one type each gets the stored event, and what they make of it follows one another.</summary>
    public EventCatalog AddReadEventAdapter(IReadEventAdapter adapter, params ReadOnlySpan<Type> boundTypes) => Bind(null, adapter, boundTypes);

    /// <summary>Registers everything of another catalog.</summary>
    /// <exception cref="ArgumentException">A manifest or type is in both.</exception>
    public EventCatalog AddAll(EventCatalog other)
    {
        foreach ((Type type, Form form) in other._byType)
        {
            CheckNew(form.Manifest);
            _byType = _byType.ContainsKey(type)
                ? throw new ArgumentException($"{type} is registered twice.", nameof(other))
                : new(_byType) { [type] = form };
            _byManifest = new(_byManifest, StringComparer.Ordinal) { [form.Manifest] = form };
        }

        foreach ((string manifest, Upcaster upcaster) in other._upcasters)
        {
            CheckNew(manifest);
            _upcasters = new(_upcasters, StringComparer.Ordinal) { [manifest] = upcaster };
        }

        _adapters = _adapters.With(other._adapters);
        return this;
    }

    /// <summary>Whether events of this type can be stored.</summary>
    public bool Contains(Type type) => _byType.ContainsKey(type);

    /// <summary>The manifest under which a type is written.</summary>
    /// <exception cref="EventSerializationException">The type is not registered.</exception>
    public string ManifestOf(Type type) => FormOf(type).Manifest;

    /// <summary>The event as it is stored.</summary>
    /// <exception cref="EventSerializationException">Its type is not registered, or it cannot be written as JSON.</exception>
    public SerializedEvent Serialize(object @event)
    {
        Form form = FormOf(@event.GetType());
        try
        {
            return new(form.Manifest, JsonSerializer.SerializeToUtf8Bytes(@event, form.Json));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new EventSerializationException($"An event '{form.Manifest}' cannot be written as JSON: {e.Message}", e);
        }
    }

    /// <summary>The event as it is stored, after its write adapter.</summary>
    /// <exception cref="EventSerializationException">What is to be stored is not registered, cannot be written as JSON, or has a tag that is empty or too long.</exception>
    public SerializedEvent ToJournal(object @event)
    {
        if (_adapters.IsEmpty || _adapters.WriterOf(@event.GetType()) is not { } writer)
        {
            return Serialize(@event);
        }

        object stored = writer.ToJournal(@event);
        return stored is Tagged tagged ? Serialize(tagged.Payload) with { Tags = Checked(tagged) } : Serialize(stored);
    }

    /// <summary>What the actor and other readers get of a stored event, after its read adapters: none, one or several events.</summary>
    /// <exception cref="EventSerializationException">The manifest is unknown, or the JSON does not fit it.</exception>
    public IEventSequence FromJournal(string manifest, ReadOnlySpan<byte> payload)
    {
        object stored = Deserialize(manifest, payload);
        return TryAdapt(stored, manifest) ?? EventSequence.Single(stored);
    }

    /// <summary>What the read adapters make of an event; null when it has none.</summary>
    internal IEventSequence? TryAdapt(object stored, string manifest)
    {
        if (_adapters.IsEmpty)
        {
            return null;
        }

        ImmutableArray<IReadEventAdapter> readers = _adapters.ReadersOf(stored.GetType());
        return readers.Length switch
        {
            0 => null,
            1 => readers[0].FromJournal(stored, manifest),
            _ => EventSequence.Create(readers.SelectMany(reader => reader.FromJournal(stored, manifest).Events)),
        };
    }

    /// <summary>The event that was stored, in its present form, before any read adapter.</summary>
    /// <exception cref="EventSerializationException">The manifest is unknown, or the JSON does not fit it.</exception>
    public object Deserialize(string manifest, ReadOnlySpan<byte> payload)
    {
        try
        {
            if (_byManifest.TryGetValue(manifest, out Form? form))
            {
                return JsonSerializer.Deserialize(payload, form.Json) ?? throw new JsonException("It is null.");
            }

            if (_upcasters.TryGetValue(manifest, out Upcaster? upcaster))
            {
                JsonObject old = JsonSerializer.Deserialize(payload, EventJson.Default.JsonObject) ?? throw new JsonException("It is null.");
                return JsonSerializer.Deserialize(upcaster.Upcast(old), _byManifest[upcaster.Target].Json) ?? throw new JsonException("Its upcast is null.");
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or NullReferenceException)
        {
            // The text may be a person's: the message names the place, never the content.
            throw new EventSerializationException($"A stored '{manifest}' cannot be read{Place(e)}. The event is damaged, or was written by another version of Sapphire.", e);
        }

        throw new EventSerializationException(
            $"The stored manifest '{manifest}' is unknown. It was written by a newer version of Sapphire, or its upcaster was removed: start the version that wrote it.");
    }

    private static ImmutableArray<string> Checked(Tagged tagged)
    {
        foreach (string tag in tagged.Tags)
        {
            if (string.IsNullOrEmpty(tag) || tag.Length > MaxTagLength)
            {
                throw new EventSerializationException($"A tag of {tagged.Payload.GetType()} has {tag?.Length ?? 0} characters; it may have 1 to {MaxTagLength}.");
            }
        }

        return [.. tagged.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private EventCatalog Bind(IWriteEventAdapter? writer, IReadEventAdapter? reader, ReadOnlySpan<Type> types)
    {
        if (types.IsEmpty)
        {
            throw new ArgumentException("An adapter is bound to one type at least.", nameof(types));
        }

        _adapters = _adapters.Bind(writer, reader, types);
        return this;
    }

    private static string Place(Exception e) => e is JsonException { Path: { } path } ? $" (at {path})" : "";

    private Form FormOf(Type type) =>
        _byType.TryGetValue(type, out Form? form)
            ? form
            : throw new EventSerializationException($"{type} is no registered event: add it to the event catalog with a manifest before persisting it.");

    private void CheckNew(string manifest)
    {
        if (string.IsNullOrWhiteSpace(manifest) || manifest.Length > 100 || manifest.AsSpan().ContainsAnyExcept(ManifestCharacters))
        {
            throw new ArgumentException($"'{manifest}' is no manifest: use at most 100 lower-case letters, digits, '.' and '-', such as chat.user-said.1.", nameof(manifest));
        }

        if (_byManifest.ContainsKey(manifest) || _upcasters.ContainsKey(manifest))
        {
            throw new ArgumentException($"The manifest '{manifest}' is registered twice.", nameof(manifest));
        }
    }

    private static readonly System.Buffers.SearchValues<char> ManifestCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private sealed record Form(string Manifest, JsonTypeInfo Json);

    private sealed record Upcaster(string Target, Func<JsonObject, JsonObject> Upcast);
}
