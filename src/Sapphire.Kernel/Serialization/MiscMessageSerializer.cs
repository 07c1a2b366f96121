using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Nodes;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>The kernel's own messages that may leave a process, as JSON. What they carry goes through its own serialiser.</summary>
public sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private readonly Serialization _serialization;

    internal MiscMessageSerializer(ActorSystem system, Serialization serialization)
        : base(system) => _serialization = serialization;

    /// <inheritdoc />
    public override int Identifier => 16;

    /// <summary>The types it is for.</summary>
    internal static IReadOnlyList<Type> Types { get; } =
    [
        typeof(IActorRef), typeof(Identify), typeof(ActorIdentity), typeof(PoisonPill), typeof(Kill), typeof(Done),
        typeof(Status.Success), typeof(Status.Failure), typeof(RemoteException),
    ];

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        IActorRef => "AR",
        Identify => "ID",
        ActorIdentity => "AID",
        PoisonPill => "PP",
        Kill => "K",
        Done => "DN",
        Status.Success => "SS",
        Status.Failure => "SF",
        RemoteException => "EX",
        _ => throw new SerializationException($"{o?.GetType()} is no message of the kernel that may leave a process."),
    };

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => obj switch
    {
        IActorRef actor => Encoding.UTF8.GetBytes(Serialization.SerializedActorPath(actor)),
        Identify identify => Bytes(new() { ["id"] = Payload(identify.MessageId) }),
        ActorIdentity identity => Bytes(new()
        {
            ["id"] = Payload(identity.MessageId),
            ["subject"] = identity.Subject is null ? null : Serialization.SerializedActorPath(identity.Subject),
        }),
        PoisonPill or Kill or Done => [],
        Status.Success success => Bytes(new() { ["status"] = Payload(success.Status) }),
        Status.Failure failure => Bytes(new() { ["cause"] = Cause(failure.Cause), ["state"] = Payload(failure.State) }),
        RemoteException exception => Bytes(Cause(exception)),
        _ => throw new SerializationException($"{obj?.GetType()} is no message of the kernel that may leave a process."),
    };

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case "AR": return _serialization.DeserializeActorRef(Encoding.UTF8.GetString(bytes));
            case "PP": return PoisonPill.Instance;
            case "K": return Kill.Instance;
            case "DN": return Done.Instance;
        }

        JsonObject json = JsonNode.Parse(bytes)!.AsObject();
        return manifest switch
        {
            "ID" => new Identify(Value(json["id"])!),
            "AID" => new ActorIdentity(Value(json["id"])!, json["subject"] is { } path ? _serialization.DeserializeActorRef((string)path!) : null),
            "SS" => json["status"] is null ? Status.Success.Instance : new Status.Success(Value(json["status"])),
            "SF" => new Status.Failure(Exception(json["cause"]!.AsObject()), Value(json["state"])),
            "EX" => Exception(json),
            _ => throw new SerializationException($"There is no message of the kernel '{manifest}'."),
        };
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    // No exception is made from foreign bytes by its type: only its name and words travel. Where it was written it is itself again.
    private JsonObject Cause(Exception cause) => new()
    {
        ["local"] = _serialization.ProcessObjects.Remember(cause),
        ["type"] = (cause as RemoteException)?.OriginalType ?? cause.GetType().FullName,
        ["message"] = cause.Message,
    };

    private Exception Exception(JsonObject json) =>
        _serialization.ProcessObjects.Recall((string)json["local"]!) as Exception ?? new RemoteException((string)json["type"]!, (string)json["message"]!);

    private JsonObject? Payload(object? value)
    {
        if (value is null) return null;
        Serializer serializer = _serialization.FindSerializerFor(value);
        return new()
        {
            ["serializer"] = serializer.Identifier,
            ["manifest"] = Serialization.ManifestFor(serializer, value),
            ["payload"] = Convert.ToBase64String(serializer.ToBinary(value)),
        };
    }

    private object? Value(JsonNode? json) => json is null
        ? null
        : _serialization.Deserialize(Convert.FromBase64String((string)json["payload"]!), (int)json["serializer"]!, (string)json["manifest"]!);
}
