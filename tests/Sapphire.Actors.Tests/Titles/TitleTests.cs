using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Titles;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Titles;

/// <summary>Titles that models give to new chats.</summary>
public sealed class TitleTests
{
    private static readonly ChatId Chat = ChatId.New(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A cat in Rome", "A cat in Rome")]
    [InlineData("\"A cat in Rome.\"\n\nI hope that helps!", "A cat in Rome")]
    [InlineData("Title: **A cat in Rome**", "A cat in Rome")]
    [InlineData("«Un chat à Rome»", "Un chat à Rome")]
    [InlineData("", null)]
    [InlineData("…", null)]
    [InlineData("This is a rather long title for a conversation about a single cat in Rome", "This is a rather long title for a conversation about a…")]
    [InlineData("ThisIsOneWordThatIsLongerThanAnyTitleShouldBeAndHasNoPlaceWhereItCouldBeCutInAGoodWay", null)]
    public void An_answer_is_made_a_title(string answer, string? title) => TitleText.Clean(answer).ShouldBe(title);

    [Fact]
    public async Task A_new_chat_is_named_by_the_model_that_answered()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        server.Titles = static _ => Answer.Thinking("hm", "A cat in Rome");
        Channel<ChatCommand> sent = Channel.CreateUnbounded<ChatCommand>();
        using HttpClient http = ModelHttp.CreateClient();
        await using TitleWriter writer = Writer(sent, wanted: true);

        writer.Offer(new(Chat, Model(http, server), "Where is my cat?", "In Rome, I think."));

        TitleChat title = (await sent.Reader.ReadAsync(Cancel)).ShouldBeOfType<TitleChat>();
        (title.ChatId, title.Title).ShouldBe((Chat, "A cat in Rome"));
        string body = server.TitleRequests.ShouldHaveSingleItem().Body;
        body.ShouldContain("Where is my cat?");
        body.ShouldContain("In Rome, I think.");
        server.Chats.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_fails_or_rambles_leaves_the_title_and_the_next_chat_gets_its_own()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        int asked = 0;
        server.Titles = _ => Interlocked.Increment(ref asked) switch
        {
            1 => Answer.Error(500),
            2 => Answer.Text(string.Join(' ', Enumerable.Repeat("words", 5_000))),
            _ => Answer.Text("Third time lucky"),
        };
        Channel<ChatCommand> sent = Channel.CreateUnbounded<ChatCommand>();
        using HttpClient http = ModelHttp.CreateClient();
        await using TitleWriter writer = Writer(sent, wanted: true);

        for (int i = 0; i < 3; i++)
        {
            writer.Offer(new(Chat, Model(http, server), "one", "two"));
        }

        (await sent.Reader.ReadAsync(Cancel)).ShouldBeOfType<TitleChat>().Title.ShouldBe("Third time lucky");
        sent.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_is_asked_where_titles_are_off_and_never_the_built_in_assistant()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        Channel<ChatCommand> sent = Channel.CreateUnbounded<ChatCommand>();
        using HttpClient http = ModelHttp.CreateClient();
        bool wanted = false;
        await using TitleWriter writer = new(SendTo(sent), () => wanted, TimeProvider.System, NullLogger<TitleWriter>.Instance);
        writer.Offer(new(Chat, Model(http, server), "one", "two"));
        wanted = true;
        writer.Offer(new(Chat, Model(http, server) with { BuiltIn = true }, "one", "two"));
        server.Titles = static _ => Answer.Text("The third");
        writer.Offer(new(Chat, Model(http, server), "one", "two"));

        (await sent.Reader.ReadAsync(Cancel)).ShouldBeOfType<TitleChat>().Title.ShouldBe("The third");
        server.TitleRequests.Count.ShouldBe(1);
    }

    private static TitleWriter Writer(Channel<ChatCommand> sent, bool wanted) => new(SendTo(sent), () => wanted, TimeProvider.System, NullLogger<TitleWriter>.Instance);

    private static Func<ChatCommand, CancellationToken, Task<CommandReply>> SendTo(Channel<ChatCommand> sent) => async (command, token) =>
    {
        await sent.Writer.WriteAsync(command, token);
        return CommandReply.Done();
    };

    private static ModelChoice Model(HttpClient http, ScriptedServer server) =>
        new("p", "Provider", "scripted", new OpenAiChatClient(http, new("Provider", new(server.Url), "scripted", null)), BuiltIn: false);
}
