using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>A language model: connecting one, and what its replies look like.</summary>
public sealed class ModelTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Reply = """
        Here is **how** it goes:

        1. Read the file
        2. Count the words

        ```python
        def count(text):
            return len(text.split())
        ```

        | Text | Words |
        |---|---:|
        | a b c | 3 |
        | d e | 2 |
        """;

    [Fact]
    public async Task A_model_server_is_added_by_its_address_tested_and_answers()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Find("offer-models").GetByRole(AriaRole.Button).ClickAsync();
        ILocator dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByTestId("answers-now")).ToContainTextAsync("Built-in");

        await dialog.GetByTestId("add-provider").ClickAsync();
        await dialog.GetByTestId("provider-url").FillAsync("not an address");
        await dialog.GetByTestId("provider-test").ClickAsync();
        await Expect(dialog).ToContainTextAsync("This is not an address.");

        // A port on which nobody listens says so.
        await dialog.GetByTestId("provider-url").FillAsync($"http://127.0.0.1:{Ports.FreePair()}/v1");
        await dialog.GetByTestId("provider-test").ClickAsync();
        await Expect(dialog.GetByTestId("provider-test-result")).ToHaveAttributeAsync("data-ok", "false");

        await dialog.GetByTestId("provider-url").FillAsync(model.Url);
        await dialog.GetByTestId("provider-name").FillAsync("Workbench");
        await dialog.GetByTestId("provider-key").FillAsync("sk-secret");
        await dialog.GetByTestId("provider-test").ClickAsync();
        await Expect(dialog.GetByTestId("provider-test-result")).ToHaveAttributeAsync("data-ok", "true");
        await Expect(dialog.GetByTestId("provider-model")).ToHaveValueAsync("scripted");
        await dialog.GetByTestId("provider-save").ClickAsync();
        await Expect(dialog.GetByTestId("provider")).ToContainTextAsync("Workbench");
        await Expect(dialog.GetByTestId("answers-now")).ToContainTextAsync("scripted · Workbench");

        // A choice is a preference: it is tried first, and the others stand behind it.
        await dialog.GetByTestId("model-selection").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Workbench first, the others when it does not work" }).ClickAsync();
        await Expect(dialog.GetByTestId("model-selection")).ToHaveValueAsync(new Regex("^Workbench first"));
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "false");
        await Expect(visit.Badge).ToContainTextAsync("scripted · Workbench");
        await Expect(visit.Find("offer-models")).ToHaveCountAsync(0);
        await visit.SayAsync("Good morning");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("You said: Good morning");
        model.Chats[^1].Headers["Authorization"].ShouldBe("Bearer sk-secret");

        // Switched off, the built-in commands are back.
        await visit.Badge.ClickAsync();
        await dialog.GetByRole(AriaRole.Switch, new() { Name = "Use Workbench" }).ClickAsync(new() { Force = true });
        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "true");
        await dialog.GetByTestId("provider-remove").ClickAsync();
        await dialog.GetByTestId("provider-remove-confirm").ClickAsync();
        await Expect(dialog.GetByTestId("provider")).ToHaveCountAsync(0);
        await dialog.GetByTestId("models-close").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_model_server_that_goes_away_is_seen_in_the_badge()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "false");
        await model.DisposeAsync();
        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "true", new() { Timeout = 30_000 });
        await visit.SayAsync("What is 2 plus 2?");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("4");
    }

    [Fact]
    public async Task Markdown_streams_with_code_to_copy_a_table_and_folded_thoughts()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate gate = new();
        string[] thoughts = [Chunks.Role(), Chunks.Reasoning("They want "), Chunks.Reasoning("a recipe.")];
        model.Enqueue(Answer.Events([.. thoughts, .. Chunks.Words(Reply).Select(Chunks.Content), Chunks.Finish("stop"), "[DONE]"]).PauseAfter(thoughts.Length + 6, gate));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("How do I count words?");

        // The first words are there while the rest has not been written.
        await visit.LastReplyIsAsync("streaming");
        await visit.LastReplySaysAsync("Here is how");
        await Expect(visit.LastReply.Locator("strong")).ToHaveTextAsync("how");
        await Expect(visit.LastReply.Locator("table")).ToHaveCountAsync(0);
        gate.Open();
        await visit.LastReplyIsAsync("completed");

        ILocator reply = Visit.Text(visit.LastReply);
        await Expect(reply.Locator("ol > li")).ToHaveTextAsync(["Read the file", "Count the words"]);
        await Expect(reply.Locator("th")).ToHaveTextAsync(["Text", "Words"]);
        await Expect(reply.Locator("td")).ToHaveTextAsync(["a b c", "3", "d e", "2"]);
        await Expect(reply.Locator("pre").Last).ToContainTextAsync("def count(text):");
        await Expect(reply.Locator("pre .hljs-keyword").First).ToHaveTextAsync("def");

        await visit.Find("copy-code").ClickAsync();
        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe("def count(text):\n    return len(text.split())");

        ILocator reasoning = visit.LastReply.GetByTestId("reasoning");
        await Expect(reasoning.GetByText("They want a recipe.")).ToBeHiddenAsync();
        await reasoning.Locator("summary").ClickAsync();
        await Expect(reasoning.GetByText("They want a recipe.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_keeps_what_was_said(bool withTheKey)
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate never = new();
        model.Enqueue(Answer.Text("one two three four five six").PauseAfter(4, never));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Count");
        await visit.LastReplySaysAsync("one two three");
        await visit.LastReplyIsAsync("streaming");
        if (withTheKey)
        {
            await visit.Page.Keyboard.PressAsync("Escape");
        }
        else
        {
            await visit.Stop.ClickAsync();
        }

        await visit.LastReplyIsAsync("cancelled");
        await visit.LastReplySaysAsync("one two three");
        await Expect(visit.LastReply).ToContainTextAsync("You stopped this reply.");
        await Expect(visit.Stop).ToHaveCountAsync(0);
        await ShowsWhatIsStoredAsync(visit, server);
        (await visit.ShownAsync())[^1].Text.ShouldBe("one two three");
        // The model was told to stop, too.
        await model.Chats[^1].Closed.WaitAsync(TimeSpan.FromSeconds(20));

        await visit.SayAsync("Go on");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("You said: Go on");
    }

    [Fact]
    public async Task A_reply_that_fails_says_why_and_retry_answers()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        // It fails until it is mended. The built-in assistant, which is next, declines what it cannot answer, so that the failure is told.
        bool broken = true;
        model.Fallback = r => Volatile.Read(ref broken) ? Answer.Error(500, "The model has no memory left.") : WordsModel.Reply(r, TimeSpan.Zero);
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Write a poem about the sea");
        await visit.LastReplyIsAsync("failed");
        await Expect(visit.Find("message-error")).ToContainTextAsync(new Regex("no memory left|500"));
        await ShowsWhatIsStoredAsync(visit, server);

        Volatile.Write(ref broken, false);
        await visit.Find("retry").ClickAsync();
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("You said: Write a poem");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await Expect(visit.Find("message-error")).ToHaveCountAsync(0);
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_reply_that_breaks_off_goes_on_where_it_was()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        model.Enqueue(Answer.Text("The first half, ").WithoutLast(3).Cut(), Answer.Text("and the second half."));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Tell me everything");
        await visit.LastReplyIsAsync("failed");
        await visit.LastReplySaysAsync("The first half,");
        await visit.Find("continue").ClickAsync();
        await visit.LastReplyIsAsync("completed");
        await Expect(Visit.Text(visit.LastReply)).ToContainTextAsync("and the second half.");
        (await visit.ShownAsync())[^1].Text.ShouldBe("The first half, and the second half.");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_model_calls_a_tool_and_answers_with_what_it_returned()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Please tool:calculate {\"expression\":\"6*7\"}");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("The tool returned:");
        ILocator call = visit.LastReply.GetByTestId("tool-call");
        await Expect(call).ToContainTextAsync("Used calculate");
        await call.Locator("summary").ClickAsync();
        await Expect(call).ToContainTextAsync("42");
    }
}
