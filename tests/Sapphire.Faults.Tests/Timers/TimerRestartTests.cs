using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Persistence.Journal;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Timers;

/// <summary>Timers over kill -9, set through the built-in assistant.</summary>
public sealed class TimerRestartTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Restarted_before_it_is_due_it_fires_on_time()
    {
        SapphireServer server = await _home.StartAsync();
        TimerView timer;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            await person.AskAsync(await person.CreateAsync(), "set a timer for 4 seconds");
            timer = (await person.HomeAsync()).Timers.ShouldHaveSingleItem();
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        await Polling.UntilAsync(async () => (await later.HomeAsync()).Notifications.Count > 0, "the timer fires");
        HomeView home = await later.HomeAsync();
        home.Timers.ShouldBeEmpty();
        NotificationView notification = home.Notifications.ShouldHaveSingleItem();
        notification.Id.ShouldBe(timer.Id);
        notification.ChatId.ShouldBe(timer.ChatId);
        notification.At.ShouldBeInRange(timer.DueAt, timer.DueAt + TimeSpan.FromSeconds(8));
        notification.Detail.ShouldBeEmpty();
    }

    [Fact]
    public async Task Restarted_after_it_was_due_it_fires_at_once_says_so_and_stands_until_it_is_dismissed()
    {
        SapphireServer server = await _home.StartAsync();
        TimerId timer;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            await person.AskAsync(await person.CreateAsync(), "set a tea timer for 1 hour");
            timer = (await person.HomeAsync()).Timers.ShouldHaveSingleItem().Id;
            await server.Process.KillAsync();
        }

        MoveBack(TimeSpan.FromHours(3));
        server = await server.RestartAsync();
        NotificationView notification;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            HomeView home = await person.HomeAsync();
            home.Timers.ShouldBeEmpty();
            notification = home.Notifications.ShouldHaveSingleItem();
            notification.Id.ShouldBe(timer);
            notification.Title.ShouldContain("tea");
            notification.Detail.ShouldBe("It was due 2 hours ago, while Sapphire was not running.");
            await server.Process.KillAsync();
        }

        server = await server.RestartAsync();
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            (await person.HomeAsync()).Notifications.ShouldBe([notification]);
            (await person.DoAsync("Dismiss", new TimerRequest(Person.NewCommand(), timer))).Accepted.ShouldBeTrue();
            (await person.DoAsync("Dismiss", new TimerRequest(Person.NewCommand(), timer))).Accepted.ShouldBeTrue("dismissing twice is no error");
            await server.Process.KillAsync();
        }

        await using SapphireServer last = await server.RestartAsync();
        await using Person somebody = await Person.AtAsync(last);
        (await somebody.HomeAsync()).Notifications.ShouldBeEmpty();
        CommandReply gone = await somebody.DoAsync("CancelTimer", new TimerRequest(Person.NewCommand(), timer));
        gone.Error.ShouldNotBeNull().Code.ShouldBe("unknown-timer");
    }

    // The clock of another process cannot be moved; the timer can.
    private void MoveBack(TimeSpan span)
    {
        const string manifest = "schedule.timer-set.2";
        using SqliteConnection connection = Database.Open(_home.Journal);
        using SqliteCommand read = connection.CreateCommand();
        read.CommandText = "SELECT persistence_id, sequence_number, message FROM journal WHERE manifest = $manifest";
        read.Parameters.AddWithValue("$manifest", manifest);
        string id;
        long sequenceNr;
        JsonObject set;
        using (SqliteDataReader row = read.ExecuteReader())
        {
            row.Read().ShouldBeTrue();
            (id, sequenceNr, set) = (row.GetString(0), row.GetInt64(1), JsonNode.Parse(row.GetFieldValue<byte[]>(2))!.AsObject());
            row.Read().ShouldBeFalse();
        }

        foreach (string name in new[] { "dueAt", "at" })
        {
            set[name] = (DateTimeOffset.Parse(set[name]!.GetValue<string>()) - span).ToString("O");
        }

        StoredPayload moved = PayloadCodec.Encode(id, sequenceNr, manifest, Encoding.UTF8.GetBytes(set.ToJsonString()));
        Database.Execute(
            _home.Journal,
            "UPDATE journal SET message = $message, encoding = $encoding, checksum = $checksum WHERE persistence_id = $id AND sequence_number = $sequenceNr",
            [("$message", moved.Bytes), ("$encoding", moved.Encoding), ("$checksum", moved.Checksum.ShouldNotBeNull()), ("$id", id), ("$sequenceNr", sequenceNr)]).ShouldBe(1);
    }
}
