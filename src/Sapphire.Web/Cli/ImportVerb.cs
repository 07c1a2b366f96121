using Sapphire.Actors.Ask;
using Sapphire.Actors.Import;
using Sapphire.Actors.Import.Old;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>import PATH</c>: takes the folder of the former Sapphire, through the running server, else into the home itself.</summary>
internal static class ImportVerb
{
    private const string None = "none";

    public static Task<int> RunAsync(string path, string? credentials, bool dryRun, bool json, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        FolderRequest request = new(Path.GetFullPath(path), Credentials(credentials), dryRun);
        FolderReport report;
        using (ConsoleProgress progress = new())
        {
            try
            {
                report = await HomeAccess.UseAsync(home, "import", control => control.FolderAsync(request, progress, token), () => ImportHereAsync(home, request, progress, token), token);
            }
            catch (AskException e)
            {
                throw new CliException($"{e.Message} {e.Detail}".Trim(), ExitStatus.Failed, e);
            }
        }

        await using Stream output = Console.OpenStandardOutput();
        await output.WriteAsync(json ? FolderText.Json(report) : FolderText.Write(report), CancellationToken.None);
        return ExitStatus.Ok;
    });

    // The server may run with another environment: the folder is found here.
    private static string? Credentials(string? named)
    {
        if (named == None)
        {
            return null;
        }

        if (named is null)
        {
            return OldFolder.DefaultCredentials(Environment.GetEnvironmentVariable);
        }

        string folder = Path.GetFullPath(named);
        return Directory.Exists(folder) ? folder : throw new CliException($"There is no folder {folder} with keys. Name another one with --credentials DIR, or leave them out with --credentials none.", ExitStatus.Usage);
    }

    private static async Task<FolderReport> ImportHereAsync(HomeFolder home, FolderRequest request, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = HomeServices.Open(home);
        return await new FolderWork(services, live: false).RunAsync(request, progress, cancellationToken);
    }
}
