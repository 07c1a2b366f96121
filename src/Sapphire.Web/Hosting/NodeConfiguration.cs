using Sapphire.Actors.Configuration;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Kernel.Configuration;
using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Hosting;

/// <summary>The configuration of a home: the defaults that come with the program, and the home's own <c>sapphire.conf</c> over them.</summary>
internal static class NodeConfiguration
{
    /// <summary>Reads the files.</summary>
    /// <param name="home">Whose configuration.</param>
    /// <param name="file">A file in the place of the defaults, which it includes; null for none.</param>
    /// <param name="overrides">Values that the command line gives, over all files.</param>
    /// <exception cref="CliException">One of them is no HOCON.</exception>
    public static IConfigurationRoot Load(HomeFolder home, string? file = null, IReadOnlyDictionary<string, string?>? overrides = null)
    {
        ConfigurationBuilder builder = new();
        if (file is not null && !File.Exists(file))
        {
            throw new CliException($"There is no file {Path.GetFullPath(file)}, which --config names.", ExitStatus.Configuration);
        }

        if ((file is null ? FindDefaults() : Path.GetFullPath(file)) is { } defaults)
        {
            builder.AddHoconFile(defaults);
        }

        builder.AddHoconFile(home.ConfigurationFile, optional: true);
        if (overrides is not null)
        {
            builder.AddInMemoryCollection(overrides);
        }

        try
        {
            return builder.Build();
        }
        catch (HoconException e)
        {
            throw new CliException(e.Message, ExitStatus.Configuration, e);
        }
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="CliException">A value is not allowed, a key is unknown, or a file is no HOCON; or a verb is not told of the database of the home's node.</exception>
    public static SapphireOptions Read(HomeFolder home, string? file = null, IReadOnlyDictionary<string, string?>? overrides = null)
    {
        try
        {
            SapphireOptions options = SapphireOptions.Read(Load(home, file, overrides));
            if (overrides is null)
            {
                SharedStoreMark.Check(home, options);
            }

            return options;
        }
        catch (SapphireOptionsException e)
        {
            throw new CliException(string.Join(" ", e.Problems), ExitStatus.Configuration, e);
        }
    }

    /// <summary>What the environment and the command line say of settings.</summary>
    /// <param name="commandLine">Each as KEY=VALUE.</param>
    /// <exception cref="CliException">A key is not known or a value is not allowed.</exception>
    public static SettingOverrides Settings(IEnumerable<string> commandLine)
    {
        try
        {
            return SettingOverrides.Read(Environment.GetEnvironmentVariables(), commandLine);
        }
        catch (SettingOverridesException e)
        {
            throw new CliException(e.Message, ExitStatus.Configuration, e);
        }
    }

    // Beside the program, or in the repository that it was built in.
    private static string? FindDefaults()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "hocon", "sapphire.conf");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
