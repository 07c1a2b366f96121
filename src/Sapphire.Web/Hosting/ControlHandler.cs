using Sapphire.Actors.Ask;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;
using Sapphire.Web.Ownership;
using Sapphire.Web.Security;
using Sapphire.Web.Settings;

namespace Sapphire.Web.Hosting;

/// <summary>Answers the control socket.</summary>
internal sealed class ControlHandler(HomeLock owned, IServiceProvider services)
{
    /// <summary>Answers one request.</summary>
    public async Task<ControlReply> HandleAsync(ControlRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            switch (request.Verb)
            {
                case "ping":
                    return new(Owner: owned.Owner);
                case "ask" or "password" or "journal" or "folder" when services.GetService<IAskService>() is null:
                    return new(new ControlError("This node has neither pages nor chats.", "Ask a node with the role web or session."));
                case "ask" when request.Ask is { } ask:
                    return new(Ask: await services.GetRequiredService<IAskService>().AskAsync(ask, cancellationToken));
                case "password" when PasswordRules.Problem(request.Password) is { } problem:
                    return new(new ControlError(problem, ""));
                case "password":
                    return new(Changed: await services.GetRequiredService<PasswordStore>().SetAsync(request.Password!, cancellationToken));
                case "journal" when request.Journal is { } journal:
                    return new(Journal: await new JournalWork(services, live: true).RunAsync(journal, new ProgressText(progress), cancellationToken));
                case "folder" when request.Folder is { } folder:
                    return new(Folder: await new FolderWork(services, live: true).RunAsync(folder, new ProgressText(progress), cancellationToken));
                case "rooms":
                    return new(Rooms: await services.GetRequiredService<DeviceRooms>().ListAsync(cancellationToken));
                case "room-say" when request.RoomSay is { } say:
                    return await services.GetRequiredService<DeviceRooms>().SendAsync(say, cancellationToken) is { } refused
                        ? new(new ControlError(refused.Title, refused.Detail))
                        : new();
                case "operator" when request.Operator is { } asked:
                    return new(Operator: await new OperatorWork(services.GetRequiredService<ClusterOperations>()).RunAsync(asked, progress, cancellationToken));
                case "settings" when request.Settings is { } about:
                    return services.GetService<SettingsStore>() is { } store
                        ? new(Settings: SettingsWork.Run(store, about))
                        : new(new ControlError("This node has neither pages nor chats, and no settings.", "Ask a node with the role web or session."));
                case "stop":
                    services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                    return new();
                default:
                    return new(new ControlError($"The running server does not know '{request.Verb}'.", "It may be of another version: stop it and start it again."));
            }
        }
        catch (AskException e)
        {
            return new(new ControlError(e.Message, e.Detail));
        }
        catch (Exception e) when (e is JournalToolException or StorageException or OperatorException or SettingOverridesException)
        {
            return new(new ControlError(e.Message, ""));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Control").LogError(e, "The verb {Verb} failed.", request.Verb);
            return new(new ControlError($"The server failed: {e.Message}", "Its log says more."));
        }
    }
}
