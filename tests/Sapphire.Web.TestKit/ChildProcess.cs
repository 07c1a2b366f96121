using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sapphire.Web.TestKit;

/// <summary>A child process whose output is kept, and which never outlives its owner.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();
    private bool _disposed;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>True when it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has written to standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="keepsInput">True to leave standard input open for <see cref="WriteLineAsync"/>.</param>
    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string input = "", bool keepsInput = false)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        ChildProcess child = new(Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start."));
        child._process.OutputDataReceived += (_, line) => child.Add(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Add(line.Data);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child._process.StandardInput.Write(input);
        if (!keepsInput)
        {
            child._process.StandardInput.Close();
        }

        return child;
    }

    /// <summary>Starts a .NET program.</summary>
    public static ChildProcess StartDotnet(string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string input = "") =>
        Start("dotnet", [dll, .. arguments], environment, input);

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until the output satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not in time, or the process ended before; the message holds the output.</exception>
    public async Task<string> WaitForOutputAsync(Func<string, bool> condition, TimeSpan timeout)
    {
        using CancellationTokenSource deadline = new(timeout);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                more = _more.Task;
            }

            string output = Output;
            if (condition(output))
            {
                return output;
            }

            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(CancellationToken.None);
                return condition(Output) ? Output : throw new TimeoutException($"The process ended with {_process.ExitCode}:\n{Output}");
            }

            try
            {
                await Task.WhenAny(more, _process.WaitForExitAsync(deadline.Token)).WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The process did not say what was expected within {timeout}:\n{Output}", e);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it is (SIGSTOP), until <see cref="Thaw"/>.</summary>
    public void Freeze() => _ = Kill(_process.Id, 19);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw() => _ = Kill(_process.Id, 18);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit status.</returns>
    public Task<int> TerminateAsync(TimeSpan timeout) => SignalAsync(15, timeout);

    /// <summary>Sends SIGINT (Ctrl-C) and waits for the end.</summary>
    /// <returns>The exit status.</returns>
    public Task<int> InterruptAsync(TimeSpan timeout) => SignalAsync(2, timeout);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using CancellationTokenSource deadline = new(timeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The process did not end within {timeout}:\n{Output}", e);
        }

        return _process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<int> SignalAsync(int signal, TimeSpan timeout)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
        }

        return await WaitForExitAsync(timeout);
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        TaskCompletionSource before;
        lock (_lock)
        {
            _output.Append(line).Append('\n');
            before = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.SetResult();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
