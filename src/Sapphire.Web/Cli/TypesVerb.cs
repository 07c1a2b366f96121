using Sapphire.Web.TypeScript;

namespace Sapphire.Web.Cli;

/// <summary><c>types</c>: for those who work on Sapphire; finds the page's sources above the current folder or the program.</summary>
internal static class TypesVerb
{
    public static int Run(bool check)
    {
        string file = ProtocolFile.Find(Environment.CurrentDirectory) ?? ProtocolFile.Find(AppContext.BaseDirectory)
            ?? throw new CliException("There is no src/Sapphire.Web here. Run this inside the repository.", ExitStatus.Usage);
        string text = ProtocolFile.Generate();
        string? old = File.Exists(file) ? File.ReadAllText(file) : null;
        if (string.Equals(old, text, StringComparison.Ordinal))
        {
            return ExitStatus.Ok;
        }

        if (check)
        {
            throw new CliException($"{file} is stale. 'sapphire types' writes it.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        Console.Out.WriteLine($"Wrote {file}.");
        return ExitStatus.Ok;
    }
}
