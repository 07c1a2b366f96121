using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sapphire.Actors.Operations;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>What the verbs of operators print for programs: the answer as one object, with names as <c>last_heard</c>.</summary>
internal static class OperatorJsonText
{
    private static readonly OperatorCliJson Context = new(new(OperatorCliJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>An answer.</summary>
    public static string Write(OperatorReply reply) => reply switch
    {
        { Cluster: { } cluster } => Write(cluster, Context.ClusterView),
        { Update: { } update } => Write(update, Context.ClusterUpdate),
        { Shards: { } shards } => Write(shards, Context.ShardsView),
        { Queues: { } queues } => Write(queues, Context.QueuesView),
        { Letters: { } letters } => Write(letters, Context.DeadLettersView),
        { Sessions: { } sessions } => Write(sessions, Context.SessionsView),
        { Place: { } place } => Write(place, Context.SessionPlace),
        { Actor: { } actor } => Write(actor, Context.ActorView),
        { Drained: { } drained } => Write(drained, Context.DrainView),
        { Done: { } done } => Write(done, Context.OperatorDone),
        _ => "{}\n",
    };

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type) + "\n";
}

#pragma warning disable MA0048 // The context of the class above.

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(ClusterUpdate))]
[JsonSerializable(typeof(ShardsView))]
[JsonSerializable(typeof(QueuesView))]
[JsonSerializable(typeof(DeadLettersView))]
[JsonSerializable(typeof(SessionsView))]
[JsonSerializable(typeof(SessionPlace))]
[JsonSerializable(typeof(ActorView))]
[JsonSerializable(typeof(DrainView))]
[JsonSerializable(typeof(OperatorDone))]
internal sealed partial class OperatorCliJson : JsonSerializerContext;
