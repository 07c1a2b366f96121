using Sapphire.Benchmarks.Chats;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>
/// How long a person waits for a long chat among many: <c>./sapphire soak chat-figures</c> with 1,000 chats of 200 messages. In the tests it
/// runs with few, and looks only that each chat is shown, whole and with its end in view.
/// </summary>
public sealed class ChatFiguresTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const double Bar = 300;
    private static readonly int Chats = Soak.Count(inTests: 12, inSoak: 1000);
    private static readonly int Messages = Soak.Count(inTests: 80, inSoak: 200);
    private static readonly int Opened = Soak.Count(inTests: 6, inSoak: 120);

    // From the click on the line of the list to the frame in which the last message is in view. The frame is over when a task that was
    // posted in it runs.
    private const string Click =
        """
        ([chat, last]) => new Promise((resolve, reject) => {
          const item = document.querySelector(`[data-testid=chat-item][data-chat-id="${chat}"] a`);
          item.scrollIntoView({ block: 'center' });
          const channel = new MessageChannel();
          let began = 0;
          channel.port1.onmessage = () => resolve(performance.now() - began);
          const look = () => {
            const row = document.querySelector(`[data-testid=message][data-message-id="${last}"]`);
            const list = document.querySelector('[data-testid=messages]');
            const box = row?.getBoundingClientRect();
            if (box && list && box.height > 0 && box.bottom <= list.getBoundingClientRect().bottom + 1) channel.port2.postMessage(null);
            else if (performance.now() - began > 20000) reject(new Error('The last message is not in view.'));
            else requestAnimationFrame(look);
          };
          // Only when the list stands still.
          requestAnimationFrame(() => requestAnimationFrame(() => {
            began = performance.now();
            item.click();
            requestAnimationFrame(look);
          }));
        })
        """;

    [Fact]
    [Trait("soak", "chat-figures")]
    public async Task A_click_on_a_long_chat_among_many_shows_its_last_messages()
    {
        IReadOnlyList<ManyChat> chats = await ManyChats.WriteAsync(Home, Chats, Messages);
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Chats).ToHaveCountAsync(Chats, new() { Timeout = 30_000 });
        List<double> cold = [], whole = [];
        int warmUp = Opened / 6;
        for (int i = 0; i < Opened; i++)
        {
            // From all over the list; none twice.
            ManyChat chat = chats[(int)((long)i * Chats / Opened)];
            double took = await visit.Page.EvaluateAsync<double>(Click, new[] { chat.Id.ToString(), chat.LastMessage.ToString() });
            long shown = TimeProvider.System.GetTimestamp();
            await Expect(visit.Messages).ToHaveCountAsync(Messages, new() { Timeout = 30_000 });
            if (i >= warmUp)
            {
                cold.Add(took);
                whole.Add(took + TimeProvider.System.GetElapsedTime(shown).TotalMilliseconds);
            }

            await Expect(Visit.Text(visit.LastReply)).ToContainTextAsync(chat.LastWords);
            await Expect(visit.LastReply).ToBeInViewportAsync();
        }

        Spread click = Spread.Of(cold);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Chats} chats of {Messages} messages, click to the last messages: {click}; bar {Bar:0} ms");
        TestContext.Current.TestOutputHelper?.WriteLine($"click to all of its messages: {Spread.Of(whole)}");
        if (Soak.Count(0, 1) == 1)
        {
            click.P99.ShouldBeLessThanOrEqualTo(Bar);
        }
    }
}
