using System.Text.Json.Serialization;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>The assistant's protocols with what tests send besides, in systems that send every message through its serialiser.</summary>
internal static partial class TestProtocol
{
    public static SerializationSetup Serialization { get; } =
        AssistantProtocols.Setup.And(SerializationSetup.Create(new JsonProtocol("actors-tests", 2002, Json.Default).Add<Bomb>("bomb.1")));

    public static ActorSystemSetup Setup(TimeProvider time) => new() { TimeProvider = time, SerializeMessages = true, Serialization = Serialization };

    /// <summary>A command that no session knows: it fails.</summary>
    internal sealed record Bomb(ChatId ChatId, CommandId CommandId, DateTimeOffset At) : ChatCommand(ChatId, CommandId, At);

    [JsonSerializable(typeof(Bomb))]
    internal sealed partial class Json : JsonSerializerContext;
}
