using System.Globalization;

namespace Sapphire.ScriptedProvider;

/// <summary>Runs the server as a process of its own: <c>--port N</c> (0: any), <c>--delay-ms N</c> before each word. Prints its address.</summary>
public static class Program
{
    /// <summary>Starts, prints the base URL, and serves until SIGTERM or Ctrl-C.</summary>
    public static async Task<int> Main(string[] args)
    {
        int port = 0;
        TimeSpan delay = TimeSpan.Zero;
        for (int i = 0; i < args.Length; i++)
        {
            if (i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && args[i] is "--port" or "--delay-ms")
            {
                (port, delay) = args[i] == "--port" ? (value, delay) : (port, TimeSpan.FromMilliseconds(value));
                i++;
            }
            else
            {
                await Console.Error.WriteLineAsync($"Unknown argument {args[i]}. Use --port N and --delay-ms N.");
                return 2;
            }
        }

        await using ScriptedServer server = await ScriptedServer.StartAsync(port);
        server.Fallback = request => WordsModel.Reply(request, delay);
        await Console.Out.WriteLineAsync(server.Url);
        await Console.Out.FlushAsync();
        await server.WaitForShutdownAsync();
        return 0;
    }
}
