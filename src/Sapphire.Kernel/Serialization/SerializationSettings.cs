using System.Runtime.Serialization;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// Reads <c>akka.actor.serializers</c> (name = type of the serialiser) and <c>akka.actor.serialization-bindings</c> (type = name).
/// A serialiser has a constructor that takes the system, or the system and its <c>akka.actor.serialization-settings.NAME</c>.
/// </summary>
internal static class SerializationSettings
{
    public static void Register(Serialization serialization, Config config)
    {
        foreach (ConfigEntry entry in config.GetConfig("akka.actor.serializers").Entries())
        {
            string name = Unquoted(entry.Path);
            serialization.AddSerializer(name, Create(serialization, name, entry.Value, config.GetConfig($"akka.actor.serialization-settings.{entry.Path}")));
        }

        foreach (ConfigEntry entry in config.GetConfig("akka.actor.serialization-bindings").Entries())
        {
            string name = Unquoted(entry.Path);
            Type type = Type.GetType(name) ?? throw new SerializationException($"akka.actor.serialization-bindings: there is no type '{name}'; write \"Namespace.Type, Assembly\".");
            serialization.AddSerializationMap(type, serialization.ByName(entry.Value));
        }
    }

    public static int IdentifierOf(Type serializer, Config config)
    {
        string name = Serialization.TypeName(serializer);
        foreach (ConfigEntry entry in config.GetConfig("akka.actor.serialization-identifiers").Entries())
        {
            string key = Unquoted(entry.Path);
            if (string.Equals(key, name, StringComparison.Ordinal) || string.Equals(key, serializer.FullName, StringComparison.Ordinal)) return int.Parse(entry.Value);
        }

        throw new SerializationException($"{serializer} has no identifier: override {nameof(Serializer.Identifier)}, or set akka.actor.serialization-identifiers.\"{name}\".");
    }

    private static Serializer Create(Serialization serialization, string name, string typeName, Config settings)
    {
        Type type = Type.GetType(typeName) is { } found && typeof(Serializer).IsAssignableFrom(found)
            ? found
            : throw new SerializationException($"akka.actor.serializers.{name}: '{typeName}' is no serialiser; write \"Namespace.Type, Assembly\".");
        foreach (object[] arguments in (object[][])[[serialization.System, settings], [serialization.System]])
        {
            if (type.GetConstructor([.. arguments.Select(static a => a.GetType())]) is { } constructor) return (Serializer)constructor.Invoke(arguments);
        }

        throw new SerializationException($"akka.actor.serializers.{name}: {type} has no public constructor that takes the actor system.");
    }

    private static string Unquoted(string path) => path.Length > 1 && path[0] == '"' ? path[1..^1] : path;
}
