using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Maintenance;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Hosting;

/// <summary>What changes a journal on a person's wish: in the running server, or in a verb that owns the home.</summary>
/// <param name="services">The stores; with <paramref name="live"/> also the actors.</param>
/// <param name="live">Whether actors are at work: those whose events were changed are started anew.</param>
internal sealed class JournalWork(IServiceProvider services, bool live)
{
    private const int Attempts = 5;

    /// <summary>Does what the request says.</summary>
    /// <exception cref="JournalToolException">It cannot be done; says why.</exception>
    /// <exception cref="StorageException">Reading or writing failed.</exception>
    public async Task<JournalAnswer> RunAsync(JournalRequest request, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        if (request.Version != JournalRequest.CurrentVersion)
        {
            throw new JournalToolException("The running server is of another version than this command. Stop the server and start it again, then repeat this.");
        }

        RefuseBesideOthers(request);
        return request switch
        {
            { Action: JournalRequest.Import, File: { } file } => new(Import: await ImportAsync(file, request.Mode, progress, cancellationToken)),
            { Action: JournalRequest.Rebuild, Id: { } id } => new(SnapshotNr: await RebuildAsync(id, progress, cancellationToken)),
            { Action: JournalRequest.Rebuild } => await RebuildViewsAsync(progress, cancellationToken),
            _ => throw new JournalToolException($"The running server does not know how to {request.Action} a journal. It may be of another version: stop it and start it again."),
        };
    }

    // Sessions of other nodes would not notice, and write on from what they have in memory until they are refused.
    private void RefuseBesideOthers(JournalRequest request)
    {
        if (!live || request is { Action: JournalRequest.Import, Mode: ImportMode.AsNew } || services.GetService<IClusterTransport>() is not { } transport)
        {
            return;
        }

        string[] others = [.. transport.Presence.Members.Where(m => m.Info.Id != transport.Self && m.Info.Roles.Any(static role => role is "session" or "web")).Select(static m => m.Info.Id.Name)];
        if (others.Length > 0)
        {
            string asNew = request.Action == JournalRequest.Import ? " Or give --as-new: copies of chats disturb nobody." : "";
            throw new JournalToolException($"Other nodes are at work on the same chats, and would not notice the change: {string.Join(", ", others)}. Stop them (sapphire cluster down NODE), do this, and start them again.{asNew}");
        }
    }

    private async Task<ImportReport> ImportAsync(string path, ImportMode mode, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        await using FileStream file = Open(path);
        ImportReport report;
        try
        {
            report = await JournalImport.RunAsync(
                GuardedJournal.Unwrap(services.GetRequiredService<IJournal>()),
                services.GetRequiredService<PersistenceExtension>().Events,
                file,
                new() { Mode = mode, NewId = ChatCopies.IdOf, NewEvent = ChatCopies.Copy },
                progress,
                cancellationToken);
        }
        catch (Exception e) when (live && e is not JournalToolException)
        {
            // Which ids were written before it failed is not known: whoever may be concerned reads anew.
            await RestartAsync(null);
            throw;
        }

        await RestartAsync([.. report.Ids.Where(one => one.Outcome is not (ImportOutcome.Unchanged or ImportOutcome.Skipped)).Select(one => one.Target)]);
        if (report.Ids.Any(one => one.Outcome == ImportOutcome.Replaced))
        {
            // They contain events that are no longer there.
            await RebuildViewsAsync(progress, cancellationToken);
        }

        return report;
    }

    private async Task<long> RebuildAsync(string id, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                long snapshot = await SnapshotRebuild.RunAsync(
                    GuardedJournal.Unwrap(services.GetRequiredService<IJournal>()),
                    services.GetRequiredService<PersistenceExtension>().Events,
                    AssistantMaintenance.States,
                    id,
                    services.GetRequiredService<TimeProvider>(),
                    progress,
                    cancellationToken);
                await RestartAsync([id]);
                await RebuildViewsAsync(progress, cancellationToken);
                return snapshot;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Fenced && attempt < Attempts)
            {
                // Somebody opened it meanwhile.
                progress.Report(new("starting again, since it was opened meanwhile", 0, 0));
            }
        }
    }

    private async Task<JournalAnswer> RebuildViewsAsync(IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        // The present ones answer until the new ones are there.
        foreach (Projection view in services.GetRequiredService<ReadModels>().All)
        {
            RebuildReport report = new(view.Name, progress);
            await view.RebuildAsync(report, cancellationToken);
        }

        return new();
    }

    private async Task RestartAsync(IReadOnlyCollection<string>? ids)
    {
        if (live)
        {
            await LiveActors.RestartAsync(services.GetRequiredService<ActorSystem>(), services.GetRequiredService<IRequiredActor<ChatSession>>().ActorRef, ids);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous, BufferSize = 0 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalToolException($"The file {path} cannot be read: {e.Message} Nothing was imported.", e);
        }
    }

    private sealed class RebuildReport(string view, IProgress<ToolProgress> to) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => to.Report(new($"rebuilding {view}", value.Offset, value.JournalOffset));
    }
}
