using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;
using Sapphire.Web.Settings;

namespace Sapphire.Web.Cli;

/// <summary>
/// <c>config show</c>, <c>get</c>, <c>set</c> and <c>unset</c>. A running server is asked, since it knows its own environment and command line;
/// without one the home's files are read and written here.
/// </summary>
internal static class ConfigVerb
{
    public static async Task<int> ShowAsync(string? home, CancellationToken cancellationToken)
    {
        HomeFolder folder = HomeFolder.Resolve(home);
        IConfigurationRoot configuration = NodeConfiguration.Load(folder);
        TextWriter output = Console.Out;
        await output.WriteLineAsync($"# home: {folder.Root}");
        await output.WriteAsync(ConfigReport.Create(configuration).ToString());
        NodeConfiguration.Read(folder, overrides: new Dictionary<string, string?>(StringComparer.Ordinal));

        // The configuration is HOCON as it stands; the settings are no part of it.
        SettingsTold told = await AskAsync(folder, new(), cancellationToken);
        await output.WriteLineAsync();
        await output.WriteLineAsync("# settings.json, which the page, 'config set' and SAPPHIRE_SETTING_(key) change:");
        if (told.Problem is { } problem)
        {
            await output.WriteLineAsync($"# NOT IN FORCE, the last good one is: {problem}");
        }

        string[] texts = [.. told.Lines.Select(static line => $"# {line.Key} = {line.Json}")];
        int width = texts.Max(static text => Math.Min(text.Length, 60));
        foreach ((string text, SettingLine line) in texts.Zip(told.Lines))
        {
            await output.WriteLineAsync($"{text.PadRight(width)}  # {line.Source}");
        }

        return ExitStatus.Ok;
    }

    public static async Task<int> GetAsync(string? home, string key, CancellationToken cancellationToken)
    {
        SettingsTold told = await AskAsync(HomeFolder.Resolve(home), new(key), cancellationToken);
        await WarnAsync(told);

        // A text without its quotes, so that a script can use it.
        JsonElement value = JsonElement.Parse(told.Lines[0].Json.Length == 0 ? "\"\"" : told.Lines[0].Json);
        await Console.Out.WriteLineAsync(value.ValueKind == JsonValueKind.String ? value.GetString() : told.Lines[0].Json);
        return ExitStatus.Ok;
    }

    public static async Task<int> SetAsync(string? home, string key, string? text, CancellationToken cancellationToken)
    {
        SettingsTold told = await AskAsync(HomeFolder.Resolve(home), new(key, Change: true, text), cancellationToken);
        SettingLine line = told.Lines[0];
        await WarnAsync(told);
        await Console.Out.WriteLineAsync(line.Overridden
            ? $"It is in settings.json, but the {line.Source} goes before it."
            : $"{line.Key} = {line.Json} ({line.Source}). It applies {line.Applies}.");
        return ExitStatus.Ok;
    }

    private static async Task WarnAsync(SettingsTold told)
    {
        if (told.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync($"The settings are not in force, the last good ones are: {problem}");
        }
    }

    private static async Task<SettingsTold> AskAsync(HomeFolder home, SettingsAsk ask, CancellationToken cancellationToken)
    {
        try
        {
            if (!ask.Change)
            {
                // Reading needs no lock: whoever writes replaces the file as a whole.
                using ControlClient? control = await ControlClient.ConnectAsync(home, cancellationToken);
                return control is null ? await HereAsync(home, ask) : await control.SettingsAsync(ask, cancellationToken);
            }

            return await HomeAccess.UseAsync(home, "config", control => control.SettingsAsync(ask, cancellationToken), () => HereAsync(home, ask), cancellationToken);
        }
        catch (SettingOverridesException e)
        {
            throw new CliException(e.Message, ExitStatus.Usage, e);
        }
        catch (AskException e) when (e.Detail.Length == 0)
        {
            // The same, from a running server.
            throw new CliException(e.Message, ExitStatus.Usage, e);
        }
    }

    private static async Task<SettingsTold> HereAsync(HomeFolder home, SettingsAsk ask)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        await using NodeDocuments documents = SharedDocuments.Open(home, options, TimeProvider.System, NullLoggerFactory.Instance);
        using SettingsStore store = new(documents.Settings(), overrides: NodeConfiguration.Settings([]));
        return SettingsWork.Run(store, ask);
    }
}
