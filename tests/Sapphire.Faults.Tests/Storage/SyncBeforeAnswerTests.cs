using System.Text.RegularExpressions;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>What the operating system sees: the command arrives, is written, is synced, is answered; in this order.</summary>
public sealed partial class SyncBeforeAnswerTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_wal_is_synced_between_the_arrival_of_a_command_and_its_answer()
    {
        string trace = Path.Combine(_home.Path, "trace");
        TestHome.WriteSettings(_home.Path, "builtin");
        string[] strace = ["strace", "-D", "-f", "-y", "-qq", "-s", "4200", "-e", "trace=fdatasync,fsync,pwrite64,recvmsg,recvfrom,read,sendto,sendmsg,write,writev", "-o", trace];
        List<(string Text, CommandReply Reply)> sent = [];
        await using (SapphireServer server = await SapphireServer.StartAsync(new(_home.Path, strace, null, [])))
        {
            await using Person person = await Person.AtAsync(server);
            ChatId chat = await person.CreateAsync();
            for (int i = 0; i < 3; i++)
            {
                string text = $"marker number {i} of the trace";
                sent.Add((text, await person.SayAsync(chat, text)));
                await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
                await copy.LastReplyAsync();
            }

            (await server.Process.TerminateAsync(Polling.Patience)).ShouldBe(0);
        }

        string[] lines = await File.ReadAllLinesAsync(trace);
        foreach ((string text, CommandReply reply) in sent)
        {
            int told = Array.FindIndex(lines, line => Send().IsMatch(line) && line.Contains("\\\"type\\\":3", StringComparison.Ordinal) && line.Contains($"{reply.MessageId}", StringComparison.Ordinal));
            told.ShouldBeGreaterThan(0, $"the answer to '{text}' is not in the trace");
            string socket = Send().Match(lines[told]).Groups["fd"].Value;
            int arrived = Array.FindLastIndex(lines, told, line => Receive().Match(line) is { Success: true } match && match.Groups["fd"].Value == socket && !line.Contains("EAGAIN", StringComparison.Ordinal));
            int written = Array.FindIndex(lines, line => WalWrite().IsMatch(line) && line.Contains(text, StringComparison.Ordinal));
            written.ShouldBeInRange(arrived + 1, told, $"'{text}' was answered before it was written");
            SyncedBetween(lines, written, told).ShouldBeTrue($"'{text}' was answered before the WAL was synced");
        }
    }

    // A call that another thread interrupts has two lines; it is done at the second, and began at the first.
    private static bool SyncedBetween(string[] lines, int written, int told)
    {
        HashSet<string> begun = [];
        for (int i = written + 1; i < told; i++)
        {
            string thread = lines[i].Split(' ', 2)[0];
            if (WalSync().IsMatch(lines[i]))
            {
                if (!lines[i].Contains("<unfinished", StringComparison.Ordinal))
                {
                    return true;
                }

                begun.Add(thread);
            }
            else if (SyncResumed().IsMatch(lines[i]) && begun.Contains(thread))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"(sendto|sendmsg|write|writev)\((?<fd>\d+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Send();

    [GeneratedRegex(@"(recvmsg|recvfrom|read)\((?<fd>\d+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Receive();

    [GeneratedRegex(@"pwrite64\(\d+<[^>]*journal\.db-wal>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WalWrite();

    [GeneratedRegex(@"f(data)?sync\(\d+<[^>]*journal\.db-wal>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WalSync();

    [GeneratedRegex(@"<\.\.\. f(data)?sync resumed>.*= 0", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SyncResumed();
}
