using Sapphire.Actors.Configuration;
using Sapphire.Kernel.Configuration;
using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;

namespace Sapphire.Web.Hosting;

/// <summary>The configuration of a home: the defaults that come with the program, and the home's own <c>sapphire.conf</c> over them.</summary>
internal static class NodeConfiguration
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="CliException">One of them is no HOCON.</exception>
    public static IConfigurationRoot Load(HomeFolder home)
    {
        ConfigurationBuilder builder = new();
        if (FindDefaults() is { } defaults)
        {
            builder.AddHoconFile(defaults);
        }

        builder.AddHoconFile(home.ConfigurationFile, optional: true);
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
    /// <exception cref="CliException">A value is not allowed, a key is unknown, or a file is no HOCON.</exception>
    public static SapphireOptions Read(HomeFolder home)
    {
        try
        {
            return SapphireOptions.Read(Load(home));
        }
        catch (SapphireOptionsException e)
        {
            throw new CliException(string.Join(" ", e.Problems), ExitStatus.Configuration, e);
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
