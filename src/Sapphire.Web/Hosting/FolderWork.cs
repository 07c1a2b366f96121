using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Images;
using Sapphire.Actors.Import;
using Sapphire.Actors.Maintenance;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Toolsets;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;
using Sapphire.Web.Security;

namespace Sapphire.Web.Hosting;

/// <summary>Takes an old folder into a home on a person's wish: in the running server, or in a verb that owns the home.</summary>
/// <param name="services">The stores; with <paramref name="live"/> also the actors.</param>
/// <param name="live">Whether actors are at work: those whose events were changed are started anew.</param>
internal sealed class FolderWork(IServiceProvider services, bool live)
{
    /// <summary>Imports.</summary>
    /// <exception cref="JournalToolException">It cannot be done; says why.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">Reading or writing failed.</exception>
    public async Task<FolderReport> RunAsync(FolderRequest request, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        PasswordStore passwords = services.GetRequiredService<PasswordStore>();
        FolderTargets targets = new(
            GuardedJournal.Unwrap(services.GetRequiredService<IJournal>()),
            services.GetRequiredService<PersistenceExtension>().Events,
            services.GetRequiredService<SettingsStore>(),
            services.GetRequiredService<ModelKeys>(),
            services.GetRequiredService<HomeFolder>().Root,
            TimeZoneInfo.Local,
            OthersAtWork())
        {
            Memory = services.GetRequiredService<IMemoryStore>(),
            Prompts = services.GetRequiredService<PromptLibrary>(),
            Toolsets = services.GetRequiredService<ToolsetLibrary>(),
            Avatars = services.GetRequiredService<AvatarBook>(),
            Images = services.GetRequiredService<ImageStore>(),
            Password = (hash, dryRun, token) => TakePasswordAsync(passwords, hash, dryRun, token),
        };
        try
        {
            (FolderReport report, IReadOnlyList<string> changed) = await new FolderImport(targets).RunAsync(request, progress, cancellationToken);
            await RestartAsync(changed);
            return report;
        }
        catch (Exception e) when (live && !request.DryRun && e is not JournalToolException)
        {
            // Which chats were written before it failed is not known: whoever may be concerned reads anew.
            await RestartAsync(null);
            throw;
        }
    }

    private bool OthersAtWork() => live
        ? services.GetService<IClusterTransport>() is { } transport && transport.Presence.Members.Any(m => m.Info.Id != transport.Self)
        : services.GetRequiredService<SapphireOptions>().SharesState;

    private static async Task<FolderOutcome> TakePasswordAsync(PasswordStore passwords, string hash, bool dryRun, CancellationToken cancellationToken)
    {
        if (passwords.IsSet)
        {
            return FolderOutcome.Here;
        }

        bool usable = PasswordHashing.IsKnown(hash) && !PasswordHashing.NeedsMissingLibrary(hash);
        return usable && (dryRun || await passwords.TryTakeFirstHashAsync(hash, cancellationToken)) ? FolderOutcome.Taken : FolderOutcome.NotTaken;
    }

    private async Task RestartAsync(IReadOnlyCollection<string>? ids)
    {
        if (live && ids is not { Count: 0 })
        {
            await LiveActors.RestartAsync(services.GetRequiredService<ActorSystem>(), services.GetRequiredService<IRequiredActor<ChatSession>>().ActorRef, ids);
        }
    }
}
