using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Engines;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Voice;

/// <summary>A clean stop in the middle of a conversation.</summary>
public sealed class StopTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task SIGTERM_while_it_speaks_and_listens_ends_well_and_leaves_nothing_behind()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        await using SapphireServer server = await _home.With(provider).WithVoice("flite/kal16").StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);

        // It speaks, while somebody who is silent has the microphone open.
        provider.Enqueue(Answer.Text(string.Join(' ', Enumerable.Range(1, 200).Select(i => $"This is sentence number {i}."))));
        int seen = room.Updates.Count;
        CommandReply said = await person.SayAsync(chat, "Tell me a story.");
        MessageId reply = (await person.ReadAsync(chat)).Messages.Single(message => message.TurnId == said.TurnId && message.Role == MessageRole.Assistant).Id;
        await person.DoAsync("ReadAloud", new { roomId = room.Id, chatId = chat, messageId = reply });
        await room.NextAsync("frame", seen);
        Task listening = room.TalkAsync(new short[16_000 * 20], "handsFree");
        await VoiceWorkers.WaitForAsync(server.Process.Id, EngineNames.PocketSphinx);
        IReadOnlyList<int> workers = VoiceWorkers.Of(server.Process.Id);

        (await server.Process.TerminateAsync(TimeSpan.FromSeconds(12))).ShouldBe(0);
        server.Process.Output.ShouldNotContain("xception");
        server.Process.Output.ShouldNotContain("is gone");
        workers.Where(VoiceWorkers.Runs).ShouldBeEmpty();
        Directory.Exists(Path.Combine(_home.Path, "run")).ShouldBeFalse();
        await Should.ThrowAsync<Exception>(listening);
    }
}
