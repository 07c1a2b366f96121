using Sapphire.Actors.Operations;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Hosting;

/// <summary>Answers operators that come over the control socket.</summary>
internal sealed class OperatorWork(ClusterOperations operations)
{
    /// <summary>Answers one request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="progress">Told how far a long work is, for a person.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperatorException">It cannot be done.</exception>
    public async Task<OperatorReply> RunAsync(OperatorRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (request.Version > OperatorRequest.CurrentVersion)
        {
            throw new OperatorException("The running node is of an older version than this command. Stop it and start it again.");
        }

        return request.Action switch
        {
            OperatorRequest.Cluster => new(Cluster: await operations.GetAsync(cancellationToken)),
            OperatorRequest.Top => new(Update: await operations.UpdateAsync(cancellationToken)),
            OperatorRequest.Shards => new(Shards: await operations.ShardsAsync(cancellationToken)),
            OperatorRequest.Queues => new(Queues: await operations.QueuesAsync(cancellationToken)),
            OperatorRequest.Dead => new(Letters: await operations.DeadLettersAsync(Needed(request.Name, "queue"), cancellationToken)),
            OperatorRequest.Requeue => new(Done: await operations.RequeueAsync(Needed(request.Name, "queue"), request.MessageId, cancellationToken)),
            OperatorRequest.Purge => new(Done: await operations.PurgeAsync(Needed(request.Name, "queue"), request.MessageId, cancellationToken)),
            OperatorRequest.Sessions => new(Sessions: await operations.SessionsAsync(cancellationToken)),
            OperatorRequest.Where => new(Place: await operations.WhereAsync(Needed(request.Name, "chat"), cancellationToken)),
            OperatorRequest.Actors => new(Actor: await operations.ActorsAsync(request.Node, new(request.Path ?? "/", request.Depth, request.Skip, request.Take, request.Search), cancellationToken)),
            OperatorRequest.Restart => new(Done: await operations.RestartAsync(request.Node, Needed(request.Path, "path"), cancellationToken)),
            OperatorRequest.Drain => new(Drained: await operations.DrainAsync(Needed(request.Node, "node"), new DrainText(progress), cancellationToken)),
            OperatorRequest.Resume => new(Done: await operations.ResumeAsync(Needed(request.Node, "node"), cancellationToken)),
            OperatorRequest.Down => new(Done: await operations.DownAsync(Needed(request.Node, "node"), progress, cancellationToken)),
            _ => throw new OperatorException($"The running node does not know '{request.Action}'. It may be of another version: stop it and start it again."),
        };
    }

    private static string Needed(string? value, string what) => value ?? throw new OperatorException($"The request names no {what}.");

    private sealed class DrainText(IProgress<string> to) : IProgress<DrainView>
    {
        public void Report(DrainView value) => to.Report(
            $"{value.Total - value.Left} of {value.Total} shards handed over" +
            (value.Waiting == 0 ? "" : $"; waiting for the end of {(value.Waiting == 1 ? "a reply or speech job" : $"{value.Waiting} replies and speech jobs")}, at most {value.Patience:0} s more"));
    }
}
