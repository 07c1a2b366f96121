using System.Diagnostics;

namespace Sapphire.Web.TestKit;

/// <summary>A small file system in memory, to fill up or to make read-only; only root may mount one.</summary>
public sealed class TmpfsFolder : IDisposable, IAsyncDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private TmpfsFolder(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

    /// <summary>Where it is.</summary>
    public string Path => _mountPoint.Path;

    /// <summary>Null where mounting is refused.</summary>
    public static TmpfsFolder? TryMount(int mib)
    {
        TemporaryFolder folder = new();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={mib}m", "tmpfs", folder.Path))
        {
            return new(folder);
        }

        folder.Dispose();
        return null;
    }

    /// <summary>Mounts it anew: <c>ro</c>, <c>rw</c>, <c>size=64m</c>.</summary>
    public void Remount(string option)
    {
        if (!Run("mount", "-o", $"remount,{option}", Path))
        {
            throw new IOException($"{Path} could not be mounted anew with {option}.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!Run("umount", Path))
        {
            throw new IOException($"{Path} could not be unmounted: somebody still uses it.");
        }

        _mountPoint.Dispose();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
