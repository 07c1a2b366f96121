using System.Text.Json;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Import;

/// <summary><c>import</c> as a person has it: a process, with and without a server.</summary>
public sealed class ImportVerbTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_folder_is_taken_by_the_home_itself_and_told_in_words()
    {
        using OldHome old = OldHome.Full();
        (int status, string output, string errors) = await RunAsync("import", old.Root, "--credentials", old.Secrets, "--dry-run");
        status.ShouldBe(0, errors);
        output.ShouldContain("Chats: 2 would be taken, 1 not taken");
        output.ShouldContain("Nothing was changed");
        (status, output, errors) = await RunAsync("import", old.Root, "--credentials", old.Secrets);
        status.ShouldBe(0, errors);
        output.ShouldContain("  + Trip To The Sea (history/trip_to_the_sea.json): 2 messages");
        output.ShouldContain("  - history/empty.json: It is empty.");
        output.ShouldNotContain("sk-ant");
        output.ShouldContain("  + sailing (toolsets/toolsets.json): Without get_wikipedia, which is not here.");
        (status, output, errors) = await RunAsync("import", old.Root, "--credentials", old.Secrets);
        status.ShouldBe(0, errors);
        output.ShouldContain(": 0 taken, ");
        (status, output, errors) = await RunAsync("journal", "verify");
        status.ShouldBe(0, output + errors);
        (status, _, errors) = await RunAsync("import", old.At("nowhere"));
        status.ShouldBe(ExitStatus.Failed);
        errors.Trim().ShouldStartWith("sapphire: There is no folder");
    }

    [Fact]
    public async Task A_running_server_takes_it_and_shows_it_at_once()
    {
        using OldHome old = OldHome.Full();
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        (int status, string output, string errors) = await RunAsync("import", old.At("user"), "--credentials", "none", "--json");
        status.ShouldBe(0, output + errors);
        using JsonDocument report = JsonDocument.Parse(output);
        report.RootElement.GetProperty("folder").GetString().ShouldBe(old.At("user"));
        report.RootElement.GetProperty("lines").EnumerateArray().Count(line => line.GetProperty("part").GetString() == "Chats" && line.GetProperty("outcome").GetString() == "Taken").ShouldBe(2);
        report.RootElement.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("part").GetString() == "Credentials").ShouldBeEmpty("they were to be left out");
        (status, output, errors) = await RunAsync("ask", "what is 2 plus 2", "--chat", "Trip To The Sea");
        status.ShouldBe(0, errors);
        (status, output, errors) = await RunAsync("journal", "inspect", "Trip To The Sea", "--events");
        status.ShouldBe(0, errors);
        output.Split("chat.user-said").Length.ShouldBe(3, "the chat of before goes on");
        server.Signal(15);
        (await server.EndAsync()).ShouldBe(0);
    }

    private Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments) => SapphireProcess.RunAsync(null, [.. arguments, "--home", _home.Root]);
}
