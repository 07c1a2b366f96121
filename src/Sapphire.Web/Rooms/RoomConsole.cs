using Sapphire.Actors.Rooms.Devices;

namespace Sapphire.Web.Rooms;

/// <summary>
/// The key of a room, on the terminal in which it runs: the space bar or Enter begins to talk and ends it. Where standard input is no
/// terminal: the lines <c>down</c>, <c>up</c>, <c>press</c>, and <c>play [FILE]</c> for a microphone that is a file.
/// </summary>
internal static class RoomConsole
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(30);

    /// <summary>What to press, for a person; null when standard input is no terminal.</summary>
    public static string? Hint => Console.IsInputRedirected ? null : "Press the space bar or Enter to talk, and once more to end.";

    /// <summary>Reads until the end of the input, or until it is stopped.</summary>
    public static Task ReadAsync(RoomDeviceControl room, TextWriter output, CancellationToken stopped) =>
        Console.IsInputRedirected
            // A console that is read blocks its thread, whatever its methods are called; this one ends with the process.
            ? Task.Factory.StartNew(() => ReadLines(Console.In, room, output), stopped, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : ReadKeysAsync(room, stopped);

    private static void ReadLines(TextReader input, RoomDeviceControl room, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            string[] words = line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
            switch (words[0])
            {
                case "down":
                    room.Down();
                    break;
                case "up":
                    room.Up();
                    break;
                case "press":
                    room.Press();
                    break;
                case "play":
                    room.Cue(words.Length > 1 ? Path.GetFullPath(words[1]) : null);
                    break;
                case "":
                    break;
                default:
                    output.WriteLine($"'{words[0]}' is not known here: write down, up, press, or play FILE.");
                    break;
            }
        }
    }

    private static async Task ReadKeysAsync(RoomDeviceControl room, CancellationToken stopped)
    {
        using PeriodicTimer tick = new(Poll);
        while (await tick.WaitForNextTickAsync(stopped))
        {
            while (Console.KeyAvailable)
            {
                if (Console.ReadKey(intercept: true).Key is ConsoleKey.Spacebar or ConsoleKey.Enter)
                {
                    room.Press();
                }
            }
        }
    }
}
