using System.Diagnostics;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>A small file system in memory, to fill up or to make read-only; only root may mount one.</summary>
internal sealed class TmpfsFolder : IDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private TmpfsFolder(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

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

    public void Remount(string option) => Run("mount", "-o", $"remount,{option}", Path).ShouldBeTrue(option);

    public void Dispose()
    {
        Run("umount", Path).ShouldBeTrue();
        _mountPoint.Dispose();
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
