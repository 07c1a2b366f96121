using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Sapphire.Web.Tests.Support;

/// <summary>The program as a process of its own.</summary>
public sealed partial class SapphireProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private SapphireProcess(string[] arguments, string? input)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Sapphire.Web.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("SAPPHIRE_HOME");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Append(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Append(_errors, e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (input is not null)
        {
            _process.StandardInput.Write(input);
        }

        _process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public string LoopbackAddress => LoopbackPattern().Match(Output).Value;

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        await using SapphireProcess process = new(arguments, input);
        int status = await process.EndAsync();
        return (status, process.Output, process.Errors);
    }

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    public static async Task<SapphireProcess> ServeAsync(string home, params string[] more)
    {
        SapphireProcess process = new(["run", "--home", home, .. more.Length == 0 ? ["--port", "0"] : more], null);
        await Eventually.TrueAsync(() => process.Output.Contains("Press Ctrl-C", StringComparison.Ordinal) || process._process.HasExited, "the server is ready");
        process._process.HasExited.ShouldBeFalse(process.Errors);
        return process;
    }

    public void Signal(int signal) => Kill(_process.Id, signal).ShouldBe(0);

    public async Task<int> EndAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:\\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoopbackPattern();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
