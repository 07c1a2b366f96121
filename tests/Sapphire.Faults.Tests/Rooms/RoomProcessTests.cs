using System.Net;
using System.Text.Json;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Faults.Tests.Support;
using Sapphire.Faults.Tests.Voice;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Rooms;

/// <summary>
/// <c>sapphire run --room kitchen</c> as a process, with real engines: flite speaks into the file that its microphone hears, and
/// pocketsphinx hears the file that its speaker writes.
/// </summary>
public sealed class RoomProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestHome _home = new();

    private string Question => Path.Combine(_home.Path, "question.wav");

    private string Answer => Path.Combine(_home.Path, "answer.wav");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task By_lines_on_standard_input_a_question_is_asked_and_its_answer_is_spoken()
    {
        Speak(Question, "what is twelve times nine");
        _home.Configure($"sapphire.room {{ microphone = \"cue:{Question}\", speaker = \"wav:{Answer}\" }}");
        await using SapphireServer server = await SapphireServer.StartAsync(new(_home.Path, [], null, ["--room", "kitchen"], KeepsInput: true));
        server.Process.Output.ShouldContain("Room:             kitchen");
        await server.LoginAsync();
        await RoomAsync(server, room => room.GetProperty("state").GetString() == "Idle" && Problem(room) is null);

        await server.Process.WriteLineAsync("sing");
        await server.Process.WriteLineAsync("down");
        await RoomAsync(server, room => room.GetProperty("state").GetString() is "Listening" or "Hearing");
        await server.Process.WriteLineAsync("play");
        await RoomAsync(server, room => room.GetProperty("level").GetDouble() > 0.5);
        await RoomAsync(server, room => room.GetProperty("level").GetDouble() < 0.3);
        await server.Process.WriteLineAsync("up");
        JsonElement heard = await RoomAsync(server, room => room.TryGetProperty("heard", out JsonElement text) && text.ValueKind == JsonValueKind.String);
        heard.GetProperty("heard").GetString().ShouldBe("what is twelve times nine");
        (heard.GetProperty("name").GetString(), heard.GetProperty("node").GetString(), heard.GetProperty("dropped").GetInt64()).ShouldBe(("kitchen", Environment.MachineName, 0));
        await HearsAsync("twelve times nine equals one hundred eight");
        await server.Process.WaitForOutputAsync(output => output.Contains("'sing' is not known here", StringComparison.Ordinal), Patience);

        // The same room from the command line.
        (int status, string list) = await RunAsync("rooms", "list", "--home", _home.Path);
        (status, list).ShouldSatisfyAllConditions(_ => status.ShouldBe(0), _ => list.ShouldContain("kitchen"), _ => list.ShouldContain("what is twelve times nine"));
        (status, list) = await RunAsync("rooms", "list", "--json", "--home", _home.Path);
        status.ShouldBe(0);
        JsonDocument.Parse(list).RootElement[0].GetProperty("name").GetString().ShouldBe("kitchen");
        (await RunAsync("rooms", "say", "Kitchen", "one hundred nine", "--home", _home.Path)).Status.ShouldBe(0);
        await HearsAsync("twelve times nine equals one hundred eight one hundred nine");
        (status, list) = await RunAsync("rooms", "say", "cellar", "hello", "--home", _home.Path);
        (status, list.Trim()).ShouldBe((1, "sapphire: There is no room 'cellar' now. There is: kitchen."));
    }

    [Fact]
    public async Task Hands_free_it_hears_the_end_by_itself_and_its_chat_outlives_a_kill()
    {
        Speak(Question, "what is twelve times nine");
        _home.Configure($"sapphire.room {{ name = kitchen, hands-free = true, microphone = \"wav:{Question}\", speaker = \"wav:{Answer}\" }}");
        await using (SapphireServer server = await SapphireServer.StartAsync(_home.Path))
        {
            await HearsAsync("twelve times nine equals one hundred eight");
            await server.Process.KillAsync();
        }

        // Killed, the file of its speaker is whole; the next life asks the same in the same chat.
        File.Delete(Answer);
        await using SapphireServer again = await SapphireServer.StartAsync(_home.Path);
        await HearsAsync("twelve times nine equals one hundred eight");
        await using HubClient hub = await again.ConnectAsync();
        await Polling.UntilAsync(
            async () =>
            {
                using HttpResponseMessage response = await again.Http.GetAsync(new Uri("api/search?q=kitchen&wait=true", UriKind.Relative));
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                JsonElement hits = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("hits");
                return hits.EnumerateArray().Select(hit => hit.GetProperty("chatId").GetString()).Distinct().Count() == 1;
            },
            "there is one chat of the kitchen");
    }

    [Fact]
    public async Task Without_its_devices_the_server_runs_and_says_what_is_missing()
    {
        _home.Configure("sapphire.room { name = kitchen, microphone = \"wav:/no/such/file.wav\", speaker = \"wav:/no/such/answer.wav\" }");
        await using SapphireServer server = await SapphireServer.StartAsync(_home.Path);
        await server.LoginAsync();

        // Nobody listens at home without a login, nor speaks there.
        using HttpClient stranger = new() { BaseAddress = server.Address };
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Get, "api/rooms"), (HttpMethod.Post, "api/rooms/kitchen/say"), (HttpMethod.Post, "api/rooms/kitchen/talk"), (HttpMethod.Post, "api/rooms/kitchen/stop")])
        {
            using HttpRequestMessage request = new(method, path);
            using HttpResponseMessage refused = await stranger.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        JsonElement room = await RoomAsync(server, one => Problem(one) is not null);
        Problem(room).ShouldNotBeNull().ShouldContain("/no/such/file.wav");
        using HttpResponseMessage say = await server.SendAsync(HttpMethod.Post, "api/rooms/kitchen/say", new { text = "hello" });
        say.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await say.Content.ReadAsStringAsync()).ShouldContain("/no/such/answer.wav");
    }

    [Fact]
    public async Task A_name_that_is_none_and_a_home_without_a_server_are_refused_in_one_line()
    {
        (int status, string output) = await RunAsync("run", "--room", "a/b", "--home", _home.Path);
        status.ShouldBe(2);
        output.ShouldContain("--room a/b is no name of a room");
        (status, output) = await RunAsync("rooms", "list", "--home", _home.Path);
        status.ShouldBe(1);
        output.ShouldContain("sapphire run --room NAME");
    }

    private static string? Problem(JsonElement room) => room.TryGetProperty("microphoneProblem", out JsonElement problem) ? problem.GetString() : null;

    private static async Task<JsonElement> RoomAsync(SapphireServer server, Func<JsonElement, bool> which)
    {
        JsonElement found = default;
        await Polling.UntilAsync(
            async () =>
            {
                JsonElement rooms = JsonDocument.Parse(await server.Http.GetStringAsync(new Uri("api/rooms", UriKind.Relative))).RootElement.GetProperty("rooms");
                return rooms.GetArrayLength() == 1 && which(found = rooms[0]);
            },
            "the room is as expected");
        return found;
    }

    private static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        await using ChildProcess process = ChildProcess.StartDotnet(Repository.Program, arguments);
        return (await process.WaitForExitAsync(Patience), process.Output);
    }

    private static void Speak(string path, string text) => File.WriteAllBytes(path, WavWriter.Write(Speech.Of(text), 16_000));

    private Task HearsAsync(string expected) => Polling.UntilAsync(() => File.Exists(Answer) && Hear(Answer) == expected, expected);

    private const int WavHeader = 44;

    private static string Hear(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < WavHeader)
        {
            // Just made: its first frame is still to come.
            return string.Empty;
        }

        SpeechAudio audio = WavReader.Read(file);
        if (audio.Duration < TimeSpan.FromSeconds(1))
        {
            return string.Empty;
        }

        using PocketSphinxEngine engine = new(new()
        {
            Grammar = "#JSGF V1.0; grammar sum; public <answer> = <sum> [<number>]; <sum> = (twelve times nine | four times nine | twelve times five) (equals | is) <number>; <number> = one hundred eight | ninety | eighteen | one hundred nine | forty five;",
        });
        engine.Begin();
        engine.Write(SpeechResampler.Resample(audio, 16_000).Samples.Span);
        return engine.Finish().Grammar ?? string.Empty;
    }
}
