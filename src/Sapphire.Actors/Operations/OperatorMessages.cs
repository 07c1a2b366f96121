using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.Operations;

#pragma warning disable MA0048 // What operators ask of a node: one family of messages, and their protocol.

/// <summary>Asks for an actor and some of those below it; answered with <see cref="ActorsAnswer"/>.</summary>
/// <param name="Path">The actor: <c>/</c>, <c>/user/chats</c>.</param>
/// <param name="Depth">How many levels below it: 0 or more.</param>
/// <param name="Skip">How many of its children to leave out, for the next page.</param>
/// <param name="Take">How many children of each actor at most.</param>
/// <param name="Search">Only those with this in their path or class, wherever they are below it; null for all.</param>
public sealed record GetActors(string Path, int Depth, int Skip, int Take, string? Search);

/// <summary>The answer.</summary>
/// <param name="Actor">The actor; null where there is none.</param>
/// <param name="Problem">Why there is none.</param>
public sealed record ActorsAnswer(ActorView? Actor, string? Problem);

/// <summary>Restarts an actor; answered with <see cref="OperatorAnswer"/> when it has a new instance.</summary>
/// <param name="Path">Its path.</param>
public sealed record RestartActor(string Path);

/// <summary>Hands over all that the node has, or takes shards again; answered with <see cref="OperatorAnswer"/> when that is so.</summary>
/// <param name="Draining">True to hand over.</param>
public sealed record DrainNode(bool Draining);

/// <summary>Asks a node that hands over what it has how far it is; answered with <see cref="DrainProgress"/>.</summary>
public sealed record GetDrainProgress
{
    /// <summary>The only one.</summary>
    public static GetDrainProgress Instance { get; } = new();
}

/// <summary>How far it is.</summary>
/// <param name="Left">Shards that it has yet.</param>
/// <param name="Waiting">Replies and speech jobs that it waits for.</param>
/// <param name="Patience">For how many more seconds at most.</param>
public sealed record DrainProgress(int Left, int Waiting, double Patience);

/// <summary>How it went.</summary>
/// <param name="Shards">How many shards were handed over.</param>
/// <param name="Slowest">How many seconds the slowest of them took.</param>
/// <param name="Interrupted">Replies that were cut off.</param>
public sealed record DrainFigures(int Shards, double Slowest, int Interrupted);

/// <summary>Asks a node to leave and end; answered with <see cref="OperatorAnswer"/> before it begins.</summary>
public sealed record LeaveNode
{
    /// <summary>The only one.</summary>
    public static LeaveNode Instance { get; } = new();
}

/// <summary>What a node did.</summary>
/// <param name="Done">What, for people; null when it could not.</param>
/// <param name="Problem">Why it could not.</param>
/// <param name="Drained">How handing over went, where that was asked for.</param>
public sealed record OperatorAnswer(string? Done, string? Problem, DrainFigures? Drained = null);

/// <summary>Asks the operator of this process for its figures; answered with <see cref="NodeUsage"/>.</summary>
internal sealed record GetUsage : INoSerializationVerificationNeeded
{
    public static GetUsage Instance { get; } = new();
}

/// <summary>The questions of operators, as JSON.</summary>
public static class OperatorProtocol
{
    /// <summary>The protocol.</summary>
    public static JsonProtocol Protocol { get; } = new JsonProtocol("operator", 1020, OperatorJson.Default)
        .Add<GetActors>("get-actors.1")
        .Add<ActorsAnswer>("actors.1")
        .Add<RestartActor>("restart.1")
        .Add<DrainNode>("drain.1")
        .Add<GetDrainProgress>("get-drain-progress.1")
        .Add<DrainProgress>("drain-progress.1")
        .Add<LeaveNode>("leave.1")
        .Add<OperatorAnswer>("answer.1");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetActors))]
[JsonSerializable(typeof(ActorsAnswer))]
[JsonSerializable(typeof(RestartActor))]
[JsonSerializable(typeof(DrainNode))]
[JsonSerializable(typeof(GetDrainProgress))]
[JsonSerializable(typeof(DrainProgress))]
[JsonSerializable(typeof(LeaveNode))]
[JsonSerializable(typeof(OperatorAnswer))]
[JsonSerializable(typeof(NodeUsage))]
internal sealed partial class OperatorJson : JsonSerializerContext;
