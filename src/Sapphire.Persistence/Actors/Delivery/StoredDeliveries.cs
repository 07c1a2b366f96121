using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence;

/// <summary>
/// <see cref="AtLeastOnceDeliverySnapshot"/> as it is stored: each message with the manifest that the event catalog has for it. Make it a
/// member of one's own snapshot.
/// </summary>
/// <param name="CurrentDeliveryId">The last number that was given.</param>
/// <param name="Unconfirmed">What is not confirmed, by number.</param>
public sealed record StoredDeliveries(long CurrentDeliveryId, ImmutableArray<StoredDeliveries.Delivery> Unconfirmed)
{
    /// <summary>The form of a snapshot.</summary>
    /// <exception cref="EventSerializationException">The type of a message is not in the catalog.</exception>
    public static StoredDeliveries From(AtLeastOnceDeliverySnapshot snapshot, EventCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(catalog);
        return new(snapshot.CurrentDeliveryId, [.. snapshot.UnconfirmedDeliveries.Select(one => Store(one, catalog))]);
    }

    /// <summary>The snapshot of the form.</summary>
    /// <exception cref="EventSerializationException">A message has a manifest that is unknown, or does not fit it.</exception>
    public AtLeastOnceDeliverySnapshot ToSnapshot(EventCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(
            CurrentDeliveryId,
            [.. Unconfirmed.Select(one => new UnconfirmedDelivery(one.DeliveryId, ActorPath.Parse(one.Destination), catalog.Deserialize(one.Manifest, JsonSerializer.SerializeToUtf8Bytes(one.Message, StoredDeliveriesJson.Default.JsonElement))))]);
    }

    private static Delivery Store(UnconfirmedDelivery one, EventCatalog catalog)
    {
        SerializedEvent message = catalog.Serialize(one.Message);
        return new(one.DeliveryId, one.Destination.ToString(), message.Manifest, JsonSerializer.Deserialize(message.Payload, StoredDeliveriesJson.Default.JsonElement));
    }

    /// <summary>One message.</summary>
    /// <param name="DeliveryId">Its number.</param>
    /// <param name="Destination">Where it goes.</param>
    /// <param name="Manifest">The form of the message.</param>
    /// <param name="Message">The message.</param>
    public sealed record Delivery(long DeliveryId, string Destination, string Manifest, JsonElement Message);
}

/// <summary>JSON of stored deliveries.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredDeliveries))]
[JsonSerializable(typeof(JsonElement))]
#pragma warning disable MA0048 // Beside what it writes.
public sealed partial class StoredDeliveriesJson : JsonSerializerContext;
