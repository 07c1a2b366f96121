using System.Text.Json;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Persistence.Files;
using Sapphire.Web.Json;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>rooms list</c> and <c>rooms say</c>: what the running server knows of rooms with microphones and speakers.</summary>
internal static class RoomsVerb
{
    public static async Task<int> ListAsync(string? homePath, bool json, CancellationToken cancellationToken)
    {
        IReadOnlyList<RoomView> rooms = await UseAsync(homePath, control => control.RoomsAsync(cancellationToken), cancellationToken);
        await Console.Out.WriteAsync(json ? Json(rooms) : Table(rooms));
        return ExitStatus.Ok;
    }

    public static async Task<int> SayAsync(string? homePath, string room, string text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new CliException("There is nothing to say. For example: sapphire rooms say kitchen \"dinner is ready\"", ExitStatus.Usage);
        }

        await UseAsync(
            homePath,
            async control =>
            {
                await control.TellRoomAsync(new SayInRoom(room, text), cancellationToken);
                return true;
            },
            cancellationToken);
        return ExitStatus.Ok;
    }

    /// <summary>One line for each room.</summary>
    internal static string Table(IReadOnlyList<RoomView> rooms)
    {
        if (rooms.Count == 0)
        {
            return "There is no room now. Start one with: sapphire run --room NAME\n";
        }

        TextTable table = new("ROOM", "NODE", "STATE", "HEARD LAST");
        foreach (RoomView room in rooms)
        {
            table.Add(room.Name, room.Node, State(room), Heard(room));
        }

        return table.ToString();
    }

    private static string Heard(RoomView room) => room.Heard is { } heard ? $"{room.HeardAt:yyyy-MM-dd HH:mm:ss} UTC: {heard}" : "-";

    private static string State(RoomView room) => string.Join(", ", States(room));

    private static IEnumerable<string> States(RoomView room)
    {
        if (room.TakenBy is { } other)
        {
            yield return $"stands by: {other} has this name";
            yield break;
        }

        if (room.SilentSince is { } since)
        {
            yield return $"silent since {since:HH:mm:ss} UTC";
            yield break;
        }

        yield return room.State.ToString().ToLowerInvariant();
        if (room.Away)
        {
            yield return room.Kept ? "away (one message kept)" : "away";
        }

        if (room.MicrophoneProblem is not null)
        {
            yield return "no microphone";
        }

        if (room.SpeakerProblem is not null)
        {
            yield return "no speaker";
        }
    }

    private static string Json(IReadOnlyList<RoomView> rooms) =>
        JsonSerializer.Serialize(rooms, ContractsJsonContext.Default.IReadOnlyListRoomView) + "\n";

    private static Task<T> UseAsync<T>(string? homePath, Func<ControlClient, Task<T>> remote, CancellationToken cancellationToken)
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        return HomeAccess.UseAsync(
            home,
            "rooms",
            remote,
            () => Task.FromException<T>(new CliException($"No server runs on {home.Root}, so that it has no rooms. Start it with: sapphire run --room NAME", ExitStatus.Failed)),
            cancellationToken);
    }
}
