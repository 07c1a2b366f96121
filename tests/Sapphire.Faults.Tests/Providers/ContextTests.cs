using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Providers;

/// <summary>What models are sent, and what their replies cost, through the whole program.</summary>
public sealed class ContextTests : IAsyncLifetime
{
    // The smallest PNG: one black point.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    private readonly TestHome _home = new();
    private ScriptedServer _model = null!;
    private SapphireServer _server = null!;
    private Person _person = null!;

    public async ValueTask InitializeAsync()
    {
        _model = await ScriptedServer.StartAsync();
        _model.Fallback = static request => WordsModel.Reply(request, TimeSpan.Zero);
        _home.With(_model);
        string file = Path.Combine(_home.Path, "settings.json");
        string settings = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, settings.Replace("\"models\":{", "\"models\":{\"profiles\":{\"scripted\":{\"context_tokens\":4000,\"sees\":true,\"prices\":{\"input\":1000,\"output\":2000}}},", StringComparison.Ordinal));
        _server = await _home.StartAsync();
        _person = await Person.AtAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _person.DisposeAsync();
        await _server.DisposeAsync();
        await _model.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_long_chat_goes_on_with_its_newest_messages_and_the_page_is_told()
    {
        ChatId chat = await _person.CreateAsync("Long");
        for (int i = 0; i < 12; i++)
        {
            await _person.AskAsync(chat, $"Number {i}: long 400");
        }

        MessageView reply = await _person.AskAsync(chat, "And what was the first?");

        reply.Status.ShouldBe(MessageStatus.Completed);
        UsageView usage = reply.Usage.ShouldNotBeNull();
        usage.DroppedMessages!.Value.ShouldBeGreaterThan(2);
        usage.CostUsd.ShouldBe(((usage.InputTokens!.Value * 1000m) + (usage.OutputTokens!.Value * 2000m)) / 1_000_000m);
        (reply.ProviderId, reply.ModelId).ShouldBe(("p1", "scripted"));
        JsonElement[] sent = [.. _model.Chats[^1].Json.GetProperty("messages").EnumerateArray()];
        sent[0].GetProperty("role").GetString().ShouldBe("system");
        sent[1].GetProperty("role").GetString().ShouldBe("user");
        _model.Chats[^1].Body.ShouldNotContain("Number 0:");

        ContextView context = (await _server.Http.GetFromJsonAsync<ContextView>($"api/chats/{chat}/context"))!;
        (context.Limit, context.Messages, context.Sees).ShouldBe((4000, 26, true));
        context.Dropped.ShouldBeGreaterThan(2);
        context.Used.ShouldBeInRange(500, 4000);

        JsonElement usages = await _server.Http.GetFromJsonAsync<JsonElement>("api/usage?wait=true");
        usages.GetProperty("lines")[0].GetProperty("costUsd").GetDecimal().ShouldBeGreaterThan(usage.CostUsd!.Value);
        using HttpResponseMessage unknown = await _server.Http.GetAsync($"api/chats/{ChatId.New(TimeProvider.System)}/context");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_model_whose_context_overflows_is_asked_again_with_less()
    {
        ChatId chat = await _person.CreateAsync("Overflow");
        for (int i = 0; i < 6; i++)
        {
            await _person.AskAsync(chat, $"Number {i}: long 300");
        }

        MessageView reply = await _person.AskAsync(chat, "overflow 15000 please");

        reply.Status.ShouldBe(MessageStatus.Completed, reply.Error?.Detail);
        reply.Text().ShouldBe("You said: overflow 15000 please");
        reply.Usage!.DroppedMessages!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_image_reaches_a_model_that_sees_and_survives_the_end_of_the_program()
    {
        using ByteArrayContent bytes = new(Png) { Headers = { ContentType = new("image/png") } };
        using HttpResponseMessage stored = await _server.SendAsync(HttpMethod.Post, "api/images", bytes);
        stored.StatusCode.ShouldBe(HttpStatusCode.OK, await stored.Content.ReadAsStringAsync());
        ImageUploaded image = (await stored.Content.ReadFromJsonAsync<ImageUploaded>())!;
        ChatId chat = await _person.CreateAsync("Images");

        CommandReply said = await _person.DoAsync("Send", new SendRequest(Person.NewCommand(), chat, "", Images: [new ImageContentPart(image.Id, image.MediaType, image.Width, image.Height, "point.png")]));

        said.Accepted.ShouldBeTrue(said.Error?.Title);
        await using (ChatCopy copy = ChatCopy.Of(_person.Client, chat))
        {
            ChatView view = await copy.UntilAsync(static c => c.Messages.Count == 2 && c.Messages[^1].Status == MessageStatus.Completed, "the reply");
            view.Messages[0].Parts.OfType<ImagePart>().ShouldHaveSingleItem().Id.ShouldBe(image.Id);
        }

        string expected = "data:image/png;base64," + Convert.ToBase64String(Png);
        _model.Chats[^1].Body.ShouldContain(expected);
        await _person.DisposeAsync();
        _server = await _server.KillAndRestartAsync();
        _person = await Person.AtAsync(_server);
        (await _person.AskAsync(chat, "What was on it?")).Status.ShouldBe(MessageStatus.Completed);
        _model.Chats[^1].Body.ShouldContain(expected);
        (await _server.Http.GetByteArrayAsync($"api/images/{image.Id}")).ShouldBe(Png);
    }

    [Fact]
    public async Task A_new_chat_is_named_by_its_model_unless_a_person_has_named_it_or_it_is_switched_off()
    {
        _model.Titles = static _ => Answer.Text("A fine title");
        ChatId chat = await _person.CreateAsync();
        await _person.AskAsync(chat, "Where do we begin?");
        await Polling.UntilAsync(async () => (await _person.ReadAsync(chat)).Title == "A fine title", "the chat has its title");

        ChatId named = await _person.CreateAsync("Mine");
        await _person.AskAsync(named, "Where do we begin?");
        await SwitchAsync(false);
        ChatId plain = await _person.CreateAsync();
        await _person.AskAsync(plain, "No title, please.");
        await SwitchAsync(true);
        ChatId last = await _person.CreateAsync();
        await _person.AskAsync(last, "And now?");
        await Polling.UntilAsync(async () => (await _person.ReadAsync(last)).Title == "A fine title", "the last chat has its title");

        // They are asked for one after another: nobody asked for the two between.
        _model.TitleRequests.Count.ShouldBe(2);
        (await _person.ReadAsync(named)).Title.ShouldBe("Mine");
        (await _person.ReadAsync(plain)).Title.ShouldBe("No title, please.");

        async Task SwitchAsync(bool on)
        {
            using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Put, "api/settings/AUTO_TITLES", new { value = on });
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Calls_written_as_text_parallel_calls_loops_and_thinking_are_taken_as_they_are_meant()
    {
        ChatId chat = await _person.CreateAsync("Tools");
        MessageView text = await _person.AskAsync(chat, """textcall:calculate {"expression":"17 * 23"}""");
        text.Parts.OfType<ToolPart>().ShouldHaveSingleItem().Result.ShouldNotBeNull().ShouldContain("391");
        text.Text().ShouldStartWith("Let me see. The tool returned:");
        text.Text().ShouldNotContain("tool_call");

        MessageView both = await _person.AskAsync(chat, """both:calculate {"expression":"2 * 4"}""");
        both.Parts.OfType<ToolPart>().Count().ShouldBe(2);

        MessageView loop = await _person.AskAsync(chat, """loop:calculate {"expression":"1 + 1"}""");
        loop.Status.ShouldBe(MessageStatus.Completed);
        loop.Parts.OfType<ToolPart>().Select(static tool => tool.Error is null).ShouldBe([true, true, false]);

        MessageView thought = await _person.AskAsync(chat, "think about it");
        thought.Parts.OfType<ReasoningPart>().ShouldHaveSingleItem().Text.ShouldContain("asked to think");
        await _person.AskAsync(chat, "And now?");
        _model.Chats[^1].Body.ShouldNotContain("I was asked to think");
    }
}
