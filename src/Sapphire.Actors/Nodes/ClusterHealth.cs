using System.Collections.Immutable;
using Sapphire.Actors.Storage;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Nodes;

/// <summary>What a page is told of the other nodes: that the broker is away, that no node keeps chats, or that one of those cannot store. Looked at each second, and at once when the connection comes or goes.</summary>
public sealed class ClusterHealth : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // After it has connected a node hears of the others only with their next heartbeat.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);
    private readonly IClusterTransport _transport;
    private readonly TimeProvider _time;
    private readonly ITimer _look;
    private readonly IDisposable _watching;
    private readonly IDisposable _members;
    private readonly Lock _gate = new();
    private StorageStatus? _status;

    /// <summary>Begins to look.</summary>
    public ClusterHealth(IClusterTransport transport, TimeProvider time)
    {
        _transport = transport;
        _time = time;
        _look = time.CreateTimer(static s => ((ClusterHealth)s!).Update(), this, Look, Look);
        _watching = transport.Watch(_ => Update());
        _members = transport.Presence.Watch(changed =>
        {
            if (changed.Member.Status is MemberStatus.Gone or MemberStatus.Left && HasChats(changed.Member))
            {
                ChatsNodeEnded?.Invoke();
            }
        });
    }

    /// <summary>Raised after <see cref="Status"/> has changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Raised when a node that kept chats is gone, on any thread: what it was doing is to be gone on with.</summary>
    public event Action? ChatsNodeEnded;

    /// <summary>What is wrong; null when nothing is.</summary>
    public StorageStatus? Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _look.Dispose();
        _watching.Dispose();
        _members.Dispose();
    }

    private static bool HasChats(Member member) => member.Info.Roles.Contains(ClusterKinds.Role);

    private void Update()
    {
        StorageStatus? now = Compute();
        lock (_gate)
        {
            if (now == _status)
            {
                return;
            }

            // Since when it lasts does not change with each look.
            _status = now;
        }

        Changed?.Invoke();
    }

    private StorageStatus? Compute()
    {
        TransportState state = _transport.State;
        if (state.Status == TransportStatus.Away)
        {
            return new("unreachable", "The parts of Sapphire cannot reach each other.", $"{state.Error?.Message} Nothing is lost: what you send is kept here and sent when it is over.".TrimStart(), state.Since);
        }

        if (state.Status != TransportStatus.Connected)
        {
            return null;
        }

        ImmutableArray<Member> chats = [.. _transport.Presence.Members.Where(HasChats)];
        if (chats.IsEmpty && _time.GetUtcNow() - state.Since > Grace)
        {
            return _status is { Reason: "alone" } known ? known : new("alone", "No part of Sapphire that keeps chats is running.", "Start a node with the role session. Nothing is lost: what you send is kept here and sent when it is over.", _time.GetUtcNow());
        }

        return chats.Select(member => NodeFigures.StorageOf(member.Info)).FirstOrDefault(status => status is not null);
    }
}

/// <summary>On the event stream: what <see cref="ClusterHealth.Status"/> says has changed.</summary>
#pragma warning disable MA0048 // Belongs to it.
internal sealed record ClusterHealthChanged : INoSerializationVerificationNeeded
{
    public static ClusterHealthChanged Instance { get; } = new();
}

/// <summary>On the event stream: a node that kept chats is gone.</summary>
internal sealed record ChatsNodeEnded : INoSerializationVerificationNeeded
{
    public static ChatsNodeEnded Instance { get; } = new();
}
