using System.Diagnostics;

namespace Sapphire.Postgres.TestKit;

/// <summary>Finds and runs PostgreSQL's programs; as the unix user <c>postgres</c> where we are root, whom they refuse.</summary>
internal static class PostgresPrograms
{
    private static readonly Lazy<string> Folder = new(Find);

    /// <summary>Whether PostgreSQL must run as somebody else.</summary>
    public static bool AsPostgres => OperatingSystem.IsLinux() && Environment.UserName == "root";

    /// <summary>The command line of a program.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    public static string[] Command(string program, params string[] arguments)
    {
        string path = Path.Combine(Folder.Value, program);
        return AsPostgres ? ["runuser", "-u", "postgres", "--", path, .. arguments] : [path, .. arguments];
    }

    /// <summary>Runs one of PostgreSQL's programs to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static Task RunAsync(string program, params string[] arguments) => ExecuteAsync(Command(program, arguments));

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task ExecuteAsync(params string[] command)
    {
        // In /: the user postgres may not enter the folder that we are in.
        ProcessStartInfo info = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        using Process process = Process.Start(info) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await output}{errors}");
        }
    }

    private static string Find()
    {
        IEnumerable<string> folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed, and these tests start a server of their own. Run ./sapphire setup --tests, or: apt-get install postgresql");
    }
}
