using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Cluster.Tests.Support;

#pragma warning disable MA0048 // The messages of the tests.

/// <summary>A reference inside a message.</summary>
public sealed record Introduce(IActorRef Actor);

/// <summary>A command of an entity; the same id takes effect once.</summary>
public sealed record Work(string Id, string Kind);

/// <summary>The command has taken effect.</summary>
public sealed record Worked(string Id, string Node);

/// <summary>Is told and never answered.</summary>
public sealed record Note(string Text);

/// <summary>Nobody registered it.</summary>
public sealed record Unregistered(string Text);

public static class TestProtocol
{
    public static JsonProtocol Protocol { get; } = new JsonProtocol("cluster-test", 2002, TestJson.Default)
        .Add<Introduce>("introduce.1")
        .Add<Work>("work.1")
        .Add<Worked>("worked.1")
        .Add<Note>("note.1");
}

[JsonSerializable(typeof(Introduce))]
[JsonSerializable(typeof(Work))]
[JsonSerializable(typeof(Worked))]
[JsonSerializable(typeof(Note))]
internal sealed partial class TestJson : JsonSerializerContext;
