using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Workers;

/// <summary>
/// A worker process: one engine on the thread that calls <see cref="Run"/>, and one thread that reads the link and ends
/// the process at once when the link closes, whatever native code is doing then.
/// <code>
/// connect ─► Hello ─► Configure ─► load the engine ─► Ready ─► job after job ─► link closed: _exit
///                                        └─ library missing ─► Unavailable: exit status 3
/// </code>
/// </summary>
public static class WorkerProgram
{
    /// <summary>Runs until the host closes the link.</summary>
    /// <param name="engine">The engine's name, for the host's check.</param>
    /// <param name="create">Loads the engine; throws <see cref="EngineUnavailableException"/> when its library is missing.</param>
    /// <param name="socketPath">The host's socket.</param>
    /// <param name="token">Proves to the host that this is the process it started.</param>
    /// <returns>The exit status; see <see cref="WorkerStatus"/>.</returns>
    public static int Run(string engine, Func<WorkerConfiguration, WorkerEngine> create, string socketPath, string token)
    {
        // Ctrl-C in a terminal goes to the whole group: the host decides, and closes the link.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        WorkerNative.BeExpendable();
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine($"There is no host at {socketPath}: {e.Message}");
            return WorkerStatus.NoHost;
        }

        using NetworkStream stream = new(socket);
        FrameWriter answers = new(stream);
        try
        {
            answers.Write(FrameKind.Hello, 0, new WorkerHello(WorkerHello.Version, token, engine, Environment.ProcessId), WorkerJsonContext.Default.WorkerHello);
            using WorkerInbox inbox = WorkerInbox.Start(new FrameReader(stream));
            return Serve(create, inbox, answers);
        }
        catch (IOException e)
        {
            // The host went while something was being sent.
            Console.Error.WriteLine($"The link broke: {e.Message}");
            return WorkerStatus.Ok;
        }
        catch (FrameFormatException e)
        {
            Console.Error.WriteLine($"The link is damaged: {e.Message}");
            return WorkerStatus.Garbage;
        }
    }

    /// <summary>The token, which the host writes to standard input as one line.</summary>
    public static string ReadToken()
    {
        using Stream input = Console.OpenStandardInput();
        using StreamReader reader = new(input, Encoding.ASCII);
        return reader.ReadLine() ?? "";
    }

    private static int Serve(Func<WorkerConfiguration, WorkerEngine> create, WorkerInbox inbox, FrameWriter answers)
    {
        WorkerConfiguration configuration;
        using (QueuedFrame first = inbox.Take())
        {
            if (first.Frame.Kind != FrameKind.Configure) throw new FrameFormatException($"The first frame is of kind {first.Frame.Kind}; a configuration was expected.");
            configuration = WorkerJson.Read(first.Frame, WorkerJsonContext.Default.WorkerConfiguration);
        }

        WorkerEngine served;
        try
        {
            served = create(configuration);
        }
        catch (EngineUnavailableException e)
        {
            answers.Write(FrameKind.Unavailable, 0, new WorkerUnavailable(e.Message), WorkerJsonContext.Default.WorkerUnavailable);
            return WorkerStatus.Unavailable;
        }

        answers.Write(FrameKind.Ready, 0, new WorkerReady([.. served.Voices]), WorkerJsonContext.Default.WorkerReady);
        try
        {
            new WorkerJobs(served, inbox, answers).Run();
            return WorkerStatus.Ok;
        }
        catch (Exception e) when (e is not (IOException or FrameFormatException))
        {
            // After this nobody knows what state the engine is in: a new process is the way back.
            Console.Error.WriteLine(e);
            Console.Error.WriteLine(e.Message);
            WorkerNative.EndNow(WorkerStatus.Failed);
            throw;
        }
    }
}
