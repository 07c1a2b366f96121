using System.Text;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Backup;

/// <summary>A home as a person leaves it: chats with a branch and a snapshot, a timer, memory, settings. The built-in assistant answers.</summary>
internal static class SampleHome
{
    public const string Conf = "sapphire.chat.snapshot-every = 5";
    public const string Prompt = "Answer like a lighthouse keeper.";

    /// <summary>Fills a home through its running server.</summary>
    public static async Task FillAsync(SapphireServer server)
    {
        await using Person person = await Person.AtAsync(server);
        ChatId coast = await person.CreateAsync("A trip to the coast");
        await person.AskAsync(coast, "how many kilometres are 30 miles");
        MessageId asked = (await person.ReadAsync(coast)).Messages[^2].Id;
        await person.DoAsync("Send", new SendRequest(Person.NewCommand(), coast, "how many kilometres are 60 miles", Replaces: asked));
        await using (ChatCopy copy = ChatCopy.Of(person.Client, coast))
        {
            await copy.UntilAsync(chat => chat.Messages[^1].Text().Contains("96", StringComparison.Ordinal) && chat.Messages[^1].HasEnded(), "the corrected question is answered");
        }

        await person.AskAsync(coast, "what is 12 times 12");
        ChatId kitchen = await person.CreateAsync("Kitchen");
        await person.AskAsync(kitchen, "remember that the green tea needs two minutes");
        await person.AskAsync(kitchen, "set a bread timer for 20 hours");
    }

    /// <summary>What a person sees of it.</summary>
    public static async Task<string> DescribeAsync(SapphireServer server)
    {
        await using Person person = await Person.AtAsync(server);
        HomeView home = await person.HomeAsync();
        StringBuilder text = new();
        foreach (ChatSummary chat in home.Chats.OrderBy(static chat => chat.Title, StringComparer.Ordinal))
        {
            ChatView view = await person.ReadAsync(chat.Id);
            text.Append($"# {view.Title} {view.Id}\n");
            foreach (MessageView message in view.Messages)
            {
                text.Append($"{message.Id} {message.Role} {message.Status}: {message.Text().ReplaceLineEndings(" ")}\n");
            }
        }

        // It rings one day; then it is a notification.
        if (home.Timers.Any(static timer => timer.Label == "bread") || home.Notifications.Any(static rung => rung.Title.Contains("bread", StringComparison.OrdinalIgnoreCase)))
        {
            text.Append("timer bread\n");
        }

        return text.ToString();
    }
}
