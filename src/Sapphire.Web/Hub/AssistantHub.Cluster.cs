using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Sapphire.Actors.Operations;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;

namespace Sapphire.Web.Hub;

/// <summary>The Cluster page: what operators see and do.</summary>
public sealed partial class AssistantHub
{
    private static readonly TimeSpan ClusterInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async IAsyncEnumerable<ClusterUpdate> WatchCluster([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(ClusterInterval, time);
        byte[] last = [];
        do
        {
            ClusterUpdate update = await ExplainAsync(cluster.UpdateAsync(cancellationToken));

            // Records of lists have no equality of content; a page that is told the same again draws it again.
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(update, ContractsJsonContext.Default.ClusterUpdate);
            if (!bytes.AsSpan().SequenceEqual(last))
            {
                last = bytes;
                yield return update;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <inheritdoc />
    public Task<SessionsView> GetSessions() => ExplainAsync(cluster.SessionsAsync(Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<SessionPlace> FindSession(string chat) => ExplainAsync(cluster.WhereAsync(chat, Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<ActorView> GetActors(ActorsRequest request) =>
        ExplainAsync(cluster.ActorsAsync(request.Node, new(request.Path, Depth: 1, request.Skip, request.Take, request.Search), Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<OperatorDone> RestartActor(ActorRequest request) => ExplainAsync(cluster.RestartAsync(request.Node, request.Path, Context.ConnectionAborted));

    /// <inheritdoc />
    public async IAsyncEnumerable<DrainView> DrainNode(string node, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The last one is the end, and must come; of those before it only the newest matters.
        Channel<DrainView> steps = Channel.CreateBounded<DrainView>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Task draining = DrainAsync();
        await foreach (DrainView step in steps.Reader.ReadAllAsync(cancellationToken))
        {
            yield return step;
        }

        await draining;

        async Task DrainAsync()
        {
            try
            {
                await ExplainAsync(cluster.DrainAsync(node, new Steps(steps.Writer), cancellationToken));
            }
            finally
            {
                steps.Writer.TryComplete();
            }
        }
    }

    /// <inheritdoc />
    public Task<OperatorDone> ResumeNode(string node) => ExplainAsync(cluster.ResumeAsync(node, Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<OperatorDone> DownNode(string node) => ExplainAsync(cluster.DownAsync(node, null, Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<DeadLettersView> GetDeadLetters(string queue) => ExplainAsync(cluster.DeadLettersAsync(queue, Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<OperatorDone> RequeueDeadLetters(DeadLettersRequest request) => ExplainAsync(cluster.RequeueAsync(request.Queue, request.MessageId, Context.ConnectionAborted));

    /// <inheritdoc />
    public Task<OperatorDone> PurgeDeadLetters(DeadLettersRequest request) => ExplainAsync(cluster.PurgeAsync(request.Queue, request.MessageId, Context.ConnectionAborted));

    private static async Task<T> ExplainAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (OperatorException e)
        {
            throw new HubException($"operator: {e.Message}", e);
        }
    }

    private sealed class Steps(ChannelWriter<DrainView> to) : IProgress<DrainView>
    {
        public void Report(DrainView value) => to.TryWrite(value);
    }
}
