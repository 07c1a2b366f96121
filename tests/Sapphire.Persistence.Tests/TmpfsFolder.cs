using System.Diagnostics;

namespace Sapphire.Persistence.Tests;

/// <summary>A small file system in memory, to fill up or to make read-only; only root may mount one.</summary>
internal sealed class TmpfsFolder : IDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private TmpfsFolder(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

    public string Path => _mountPoint.Path;

    /// <summary>Null where mounting is refused.</summary>
    public static TmpfsFolder? TryMount(int kib)
    {
        TemporaryFolder folder = new();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={kib}k", "tmpfs", folder.Path))
        {
            return new(folder);
        }

        folder.Dispose();
        return null;
    }

    public string File(string name) => _mountPoint.File(name);

    public void Remount(string option) => Run("mount", "-o", $"remount,{option}", Path).ShouldBeTrue();

    public void Dispose()
    {
        Run("umount", Path).ShouldBeTrue();
        _mountPoint.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo info = new(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
            using Process process = Process.Start(info)!;
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
