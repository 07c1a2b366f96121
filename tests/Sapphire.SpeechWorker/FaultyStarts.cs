using System.Net.Sockets;
using Sapphire.Audio.Workers;

namespace Sapphire.SpeechWorker;

/// <summary>Workers that do not even speak the language of the link.</summary>
internal static class FaultyStarts
{
    /// <summary>Begins well, and answers the first job with garbage.</summary>
    public const string Garbage = "test-garbage";

    /// <summary>Ends at once.</summary>
    public const string Dies = "test-dies";

    /// <summary>Never connects.</summary>
    public const string Mute = "test-mute";

    /// <summary>Has another token than the one it was given.</summary>
    public const string Stranger = "test-stranger";

    public static int Run(string engine, string path)
    {
        string token = WorkerProgram.ReadToken();
        switch (engine)
        {
            case Dies:
                Console.Error.WriteLine("no such model");
                return 9;
            case Mute:
                Faults.Do("hang");
                return 0;
            case Stranger:
                return WorkerProgram.Run(engine, _ => WorkerEngine.Of(new FaultySynthesizer()), path, "other");
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using NetworkStream stream = new(socket);
        FrameReader reader = new(stream);
        FrameWriter writer = new(stream);
        writer.Write(FrameKind.Hello, 0, new WorkerHello(WorkerHello.Version, token, engine, Environment.ProcessId), WorkerJsonContext.Default.WorkerHello);
        reader.Read();
        writer.Write(FrameKind.Ready, 0, new WorkerReady([]), WorkerJsonContext.Default.WorkerReady);
        while (reader.Read() is not null)
        {
            stream.Write("HTTP/1.1 400 Bad Request\r\n\r\n"u8);
        }

        return 0;
    }
}
