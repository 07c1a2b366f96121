using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Operations;

/// <content>What is told to one node: its actors, handing over, leaving.</content>
public sealed partial class ClusterOperations
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAtDrain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GonePatience = TimeSpan.FromSeconds(20);

    /// <summary>An actor of a node, and some of those below it.</summary>
    /// <param name="node">The node; null for this one.</param>
    /// <param name="request">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperatorException">There is no such node or actor, or the node does not answer.</exception>
    public async Task<ActorView> ActorsAsync(string? node, GetActors request, CancellationToken cancellationToken)
    {
        ActorsAnswer answer = await AskAsync<ActorsAnswer>(node, request, _settings.Patience, cancellationToken);
        return answer.Actor ?? throw new OperatorException(answer.Problem ?? "The node found no actor.");
    }

    /// <summary>Restarts an actor of a node.</summary>
    /// <param name="node">The node; null for this one.</param>
    /// <param name="path">The actor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperatorException">There is no such node or actor, it cannot be restarted, or the node does not answer.</exception>
    public async Task<OperatorDone> RestartAsync(string? node, string path, CancellationToken cancellationToken) =>
        Done(await AskAsync<OperatorAnswer>(node, new RestartActor(path), _settings.Patience + _settings.RestartPatience, cancellationToken));

    /// <summary>
    /// Has a node hand over all its shards, and take no further ones, nor speech jobs. Replies that are being written end first, where
    /// they do so within <c>sapphire.cluster.drain-grace</c>.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="progress">Told how far it is, when that changes.</param>
    /// <param name="cancellationToken">No longer waits; the node goes on.</param>
    /// <exception cref="OperatorException">There is no such node, nobody could take over, or it does not answer or end.</exception>
    public async Task<DrainView> DrainAsync(string node, IProgress<DrainView>? progress, CancellationToken cancellationToken)
    {
        NodeInfo info = Find(node).Info;
        if (_transport is null) throw new OperatorException($"{Self} is all there is: no other node could take over. Add one first: sapphire run --roles session --broker …");
        bool keepsChats = info.Roles.Contains(Nodes.ClusterKinds.Role);
        if (keepsChats && !_transport.Presence.Members.Any(m => m.Info.Id != info.Id && !m.Info.Draining && m.Status == MemberStatus.Up && m.Info.Roles.Contains(Nodes.ClusterKinds.Role)))
        {
            throw new OperatorException($"{node} is the only node that keeps chats and takes any: drained, it would leave them to nobody. Start another node with the role session first, or just stop this one.");
        }

        int total = ShardsOf(node);
        int left = total;
        DrainProgress waits = new(total, 0, 0);
        long began = _time.GetTimestamp();
        Report();
        Task<OperatorAnswer> answer = AskAsync<OperatorAnswer>(node, new DrainNode(Draining: true), _settings.DrainGrace + DrainPatience, cancellationToken);
        using PeriodicTimer step = new(Step, _time);
        for (long looked = began; !answer.IsCompleted && await step.WaitForNextTickAsync(cancellationToken);)
        {
            (int Left, int Waiting, double Patience) said = (left, waits.Waiting, waits.Patience);
            left = Math.Min(left, ShardsOf(node));
            if (_time.GetElapsedTime(looked) >= LookAtDrain)
            {
                waits = await ProgressAsync(node, cancellationToken) ?? waits;
                looked = _time.GetTimestamp();
            }

            if (said != (left, waits.Waiting, waits.Patience)) Report();
        }

        OperatorAnswer drained = await answer;
        Done(drained);
        DrainView end = new(node, drained.Drained?.Shards ?? total, 0, Elapsed(), Done: true, Slowest: drained.Drained?.Slowest ?? 0, Interrupted: drained.Drained?.Interrupted ?? 0);
        progress?.Report(end);
        return end;

        void Report() => progress?.Report(new(node, total, left, Elapsed(), Done: false, waits.Waiting, waits.Patience));

        double Elapsed() => Math.Round(_time.GetElapsedTime(began).TotalSeconds, 2);
    }

    /// <summary>Lets a drained node take shards again.</summary>
    /// <exception cref="OperatorException">There is no such node, or it does not answer.</exception>
    public async Task<OperatorDone> ResumeAsync(string node, CancellationToken cancellationToken)
    {
        Done(await AskAsync<OperatorAnswer>(node, new DrainNode(Draining: false), _settings.Patience, cancellationToken));
        return new($"{node} takes shards again. The others hand them over one at a time.");
    }

    /// <summary>
    /// Tells a node to leave and end. One that does not answer is waited for until the others hold it for dead and have taken over; one
    /// that says that it is there, but does not answer, can only be ended on its machine.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="progress">Told what is waited for.</param>
    /// <param name="cancellationToken">No longer waits.</param>
    /// <exception cref="OperatorException">There is no such node, or it goes on.</exception>
    public async Task<OperatorDone> DownAsync(string node, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        Member member = Find(node);
        int shards = ShardsOf(node);
        bool answered;
        try
        {
            Done(await AskAsync<OperatorAnswer>(node, LeaveNode.Instance, _settings.Patience, cancellationToken));
            answered = true;
        }
        catch (OperatorException) when (node != Self)
        {
            answered = false;
        }

        if (node == Self) return new($"{node} ends: that is the node that answers you.");
        progress?.Report(answered ? $"{node} hands over what it has" : $"{node} does not answer. Waiting until the others hold it for dead");
        long began = _time.GetTimestamp();
        using PeriodicTimer step = new(Step, _time);
        while (Present(member.Info.Id))
        {
            if (_time.GetElapsedTime(began) > GonePatience)
            {
                NodeUsage? usage = Nodes.NodeFigures.UsageOf(member.Info);
                throw new OperatorException(answered
                    ? $"{node} was told to end and is not through with it after {GonePatience.TotalSeconds:0} s. 'sapphire cluster nodes' says how far it is."
                    : $"{node} says that it is there, but does not answer: its program hangs. End it on its machine{(usage is null ? "" : $" {usage.Machine}: kill -9 {usage.ProcessId}")}. Its chats go on elsewhere within seconds after that.");
            }

            await step.WaitForNextTickAsync(cancellationToken);
        }

        string taken = shards == 0 ? "It had no shards." : $"Its {shards} shard{(shards == 1 ? " goes" : "s go")} to the other session nodes.";
        return new(answered ? $"{node} has left and ended. {taken}" : $"{node} did not answer, was held for dead and is forgotten. {taken} Should it wake, what it writes is refused, and it comes back as any node.");
    }

    // Null: it is of an older version, or has no time for the answer; how far it is can also be seen from its shards.
    private async Task<DrainProgress?> ProgressAsync(string node, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync<DrainProgress>(node, GetDrainProgress.Instance, LookAtDrain, cancellationToken);
        }
        catch (OperatorException)
        {
            return null;
        }
    }

    private static OperatorDone Done(OperatorAnswer answer) => new(answer.Done ?? throw new OperatorException(answer.Problem ?? "The node could not do it."));

    private bool Present(NodeId node) => _transport!.Presence.Members.Any(m => m.Info.Id == node);

    private int ShardsOf(string node) => _transport?.Presence.Members.FirstOrDefault(m => m.Info.Id.Name == node)?.Info.Shards.Values.Sum() ?? 0;

    private Member Find(string node)
    {
        if (_transport is null)
        {
            return node == Self ? new(new() { Id = new(Self, 0) }, MemberStatus.Up, _time.GetUtcNow()) : throw OperatorException.Unknown("node", node, [Self]);
        }

        return _transport.Presence.Members.FirstOrDefault(m => m.Info.Id.Name == node) ?? throw OperatorException.Unknown("node", node, _transport.Presence.Members.Select(m => m.Info.Id.Name));
    }

    private async Task<T> AskAsync<T>(string? node, object message, TimeSpan patience, CancellationToken cancellationToken)
    {
        Member member = Find(node ?? Self);
        bool self = member.Info.Id.Name == Self;
        try
        {
            return self
                ? await _system.ActorSelection(NodeOperator.Path).Ask<T>(message, patience, cancellationToken)
                : await ClusterRemoting.Get(_system).ActorOn(member.Info.Id, NodeOperator.Path).Ask<T>(message, patience, cancellationToken);
        }
        catch (AskTimeoutException e)
        {
            string why = _transport?.State is { Status: TransportStatus.Away, Error: { } error } && !self ? error.Message
                : member.Status == MemberStatus.Suspect ? "It is silent, and may be dead or cut off."
                : PeerVersion.Compare(member.Info.Version, _transport?.Presence.Self.Version ?? _settings.Version) != "same" && !self ? $"It runs Sapphire {member.Info.Version}, this node {_transport!.Presence.Self.Version}; it may not know the question."
                : "It may be overloaded; try again.";
            throw new OperatorException($"{member.Info.Id.Name} did not answer within {patience.TotalSeconds:0.#} s. {why}", e);
        }
    }
}
