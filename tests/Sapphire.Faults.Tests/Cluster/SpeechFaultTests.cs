using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Engines;
using Sapphire.Faults.Tests.Voice;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Nodes that recognise and speak are killed in the middle of a job, with real engines: whoever talks and listens does not notice.</summary>
public sealed class SpeechFaultTests
{
    private const string Story =
        "Once there was a lighthouse. It stood on a rock far out at sea. Nobody had lived there for a very long time. One night the lamp was lit again. "
        + "The fishermen saw it from the harbour. They took the fastest boat and rowed out. The door stood open. On the table they found a cup of tea.";

    [Fact]
    public async Task A_question_is_understood_though_the_node_that_hears_it_is_killed_in_mid_utterance()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, ChildProcess one, ChildProcess two) = await StartAsync(world, "stt");
        await using Person person = await Person.AtAsync(web);
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);
        Task<long> talking = room.TalkAsync(Speech.Of("what time is it"));
        await room.NextAsync("utteranceStarted", 0);

        // Whoever has the job has started an engine.
        ChildProcess? hears = null;
        await Polling.UntilAsync(() => (hears = new[] { one, two }.FirstOrDefault(node => VoiceWorkers.Of(node.Id, EngineNames.PocketSphinx).Count > 0)) is not null, "one of them has begun to listen");
        await hears!.KillAsync();
        await talking;
        (await room.NextAsync("understood", 0)).Update.GetProperty("text").GetString().ShouldBe("what time is it");
    }

    [Fact]
    public async Task Every_sentence_is_spoken_whole_in_order_and_once_though_a_node_that_speaks_is_killed_in_mid_job()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, ChildProcess one, _) = await StartAsync(world, "tts");
        await world.UseProviderAsync(web);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);
        (IReadOnlyList<string> Sentences, short[] Sound) whole = await SpeakAsync(world, person, room, chat, kill: null);
        whole.Sentences.Count.ShouldBe(8);

        // Of the jobs that it was given it does none; they are in its hands when it is killed.
        one.Freeze();
        (IReadOnlyList<string> Sentences, short[] Sound) broken = await SpeakAsync(world, person, room, chat, one.KillAsync);
        broken.Sentences.ShouldBe(whole.Sentences);
        broken.Sound.AsSpan().SequenceEqual(whole.Sound).ShouldBeTrue("the speech is another one");
    }

    // Two nodes with one role, and one with all that is needed besides.
    private static async Task<(SapphireServer Web, ChildProcess One, ChildProcess Two)> StartAsync(ClusterWorld world, string role)
    {
        Task<ChildProcess> one = world.StartNodeAsync($"{role}-1", role), two = world.StartNodeAsync($"{role}-2", role);
        SapphireServer web = await world.StartWebAsync("web-a", "web,session");
        await web.LoginAsync();
        return (web, await one, await two);
    }

    private static async Task<(IReadOnlyList<string> Sentences, short[] Sound)> SpeakAsync(ClusterWorld world, Person person, RoomOnHub room, ChatId chat, Func<Task>? kill)
    {
        Gate middle = new();
        world.Provider.Enqueue(Answer.Text(Story).PauseAfter(40, middle));
        int seen = room.Updates.Count;
        CommandReply said = await person.SayAsync(chat, "Tell me a story.");
        MessageId reply = (await person.ReadAsync(chat)).Messages.Single(message => message.TurnId == said.TurnId && message.Role == MessageRole.Assistant).Id;
        await person.DoAsync("ReadAloud", new { roomId = room.Id, chatId = chat, messageId = reply });
        string speech = (await room.NextAsync("speech", seen)).Update.GetProperty("speechId").GetString()!;
        if (kill is not null) await kill();
        middle.Open();
        await room.NextAsync("speechComplete", seen);
        return ([.. room.Updates.Skip(seen).Where(one => one.Update.GetProperty("type").GetString() == "sentence").Select(one => one.Update.GetProperty("text").GetString()!)], room.SoundOf(speech));
    }
}
