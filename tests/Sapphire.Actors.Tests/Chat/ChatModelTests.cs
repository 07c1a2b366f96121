using System.Collections.Concurrent;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>
/// Random commands, model outputs and crashes against a simple reference: what was acknowledged is there once, and a reader
/// that applies the protocol ends with what is stored.
/// </summary>
public sealed class ChatModelTests
{
    private enum Step
    {
        Say,
        Again,
        Cancel,
        Retry,
        Rename,
        Delete,
        Restore,
        Edit,
        Remove,
        Select,
        Undo,
        Redo,
        ModelSays,
        ModelThinks,
        ModelFinishes,
        ModelFails,
        ModelCalls,
        Fault,
        Crash,
        CrashInFlight,
    }

    [Fact]
    public void Whatever_happens_acknowledged_commands_took_effect_once_and_readers_see_what_is_stored()
    {
        Gen<Step> step = Gen.Frequency(
            (6, Gen.Constant(Step.Say)), (3, Gen.Constant(Step.Again)), (2, Gen.Constant(Step.Cancel)), (2, Gen.Constant(Step.Retry)), (1, Gen.Constant(Step.Rename)),
            (1, Gen.Constant(Step.Delete)), (2, Gen.Constant(Step.Restore)), (1, Gen.Constant(Step.Edit)), (1, Gen.Constant(Step.Remove)), (1, Gen.Constant(Step.Select)), (2, Gen.Constant(Step.Undo)), (1, Gen.Constant(Step.Redo)), (8, Gen.Constant(Step.ModelSays)), (2, Gen.Constant(Step.ModelThinks)), (6, Gen.Constant(Step.ModelFinishes)),
            (1, Gen.Constant(Step.ModelFails)), (2, Gen.Constant(Step.ModelCalls)), (1, Gen.Constant(Step.Fault)), (1, Gen.Constant(Step.Crash)), (2, Gen.Constant(Step.CrashInFlight)));
        Prop.ForAll(Arb.From(Gen.Choose(5, 40).SelectMany(count => step.ListOf(count))), steps =>
        {
#pragma warning disable VSTHRD002 // FsCheck's properties are synchronous.
            Task.Run(() => RunAsync([.. steps])).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task RunAsync(ImmutableArray<Step> steps)
    {
        using TempFolder home = new();
        Run run = await Run.StartAsync(home.Path);
        try
        {
            foreach (Step step in steps)
            {
                await run.DoAsync(step);
            }

            await run.FinishAsync();
        }
        finally
        {
            await run.DisposeAsync();
        }
    }

    private sealed class Run : IAsyncDisposable
    {
        private readonly List<Say> _said = [];
        private readonly List<(ChatCommand Command, CommandReply Reply)> _acknowledged = [];
        private readonly ConcurrentQueue<LiveRequest> _requests = new();
        private AssistantHarness _sapphire = null!;
        private ChatReader _reader = null!;
        private ChatId _chat;
        private string _title = "Model";
        private bool _deleted;
        private int _count;
        private bool _draining;

        public static async Task<Run> StartAsync(string home)
        {
            Run run = new();
            run._sapphire = await AssistantHarness.StartAsync(new(home) { Chat = new() { SnapshotEvery = 7, ProgressInterval = TimeSpan.FromMilliseconds(50) }, Script = run.Take });
            run._chat = await run._sapphire.CreateAsync(run._title);
            run._reader = run._sapphire.Read(run._chat);
            return run;
        }

        public async Task DoAsync(Step step)
        {
            TimeProvider time = _sapphire.Time;
            CommandId id = CommandId.New(time);
            switch (step)
            {
                case Step.Say:
                    Say say = _sapphire.NewSay(_chat, $"message {++_count}");
                    if ((await AcknowledgedAsync(say)).Accepted)
                    {
                        _said.Add(say);
                    }

                    break;
                case Step.Again when _acknowledged.Count > 0:
                    (ChatCommand command, CommandReply reply) = _acknowledged[_count * 31 % _acknowledged.Count];
                    (await _sapphire.SendAsync(command)).ShouldBe(reply, "the second answer equals the first");
                    break;
                case Step.Cancel when _said.Count > 0:
                    await AcknowledgedAsync(new CancelTurn(_chat, id, time.GetUtcNow(), _said[^1].TurnId));
                    break;
                case Step.Retry when _said.Count > 0:
                    await AcknowledgedAsync(new RetryTurn(_chat, id, time.GetUtcNow(), _said[^1].TurnId, TurnId.New(time), MessageId.New(time)));
                    break;
                case Step.Rename:
                    RenameChat rename = new(_chat, id, time.GetUtcNow(), $"Title {++_count}");
                    if ((await AcknowledgedAsync(rename)).Accepted)
                    {
                        _title = rename.Title;
                    }

                    break;
                case Step.Delete:
                    await AcknowledgedAsync(new DeleteChat(_chat, id, time.GetUtcNow()));
                    _deleted = true;
                    break;
                case Step.Restore:
                    await AcknowledgedAsync(new RestoreChat(_chat, id, time.GetUtcNow()));
                    _deleted = false;
                    break;
                case Step.Edit when await AnyAsync(MessageRole.Assistant) is { } edited:
                    await AcknowledgedAsync(new EditReply(_chat, id, time.GetUtcNow(), edited, MessageId.New(time), $"edit{++_count}"));
                    break;
                case Step.Remove when await AnyAsync(null) is { } removed:
                    await AcknowledgedAsync(new RemoveMessages(_chat, id, time.GetUtcNow(), removed));
                    break;
                case Step.Select when await AnyAsync(null) is { } selected:
                    await AcknowledgedAsync(new SelectBranch(_chat, id, time.GetUtcNow(), selected));
                    break;
                case Step.Undo when Fold(await _sapphire.EventsAsync(_chat)).Undo is { IsEmpty: false } undo && undo[^1].Title is null:
                    await AcknowledgedAsync(new UndoLast(_chat, id, time.GetUtcNow()));
                    break;
                case Step.Redo:
                    await AcknowledgedAsync(new RedoLast(_chat, id, time.GetUtcNow()));
                    break;
                case Step.ModelSays:
                    (await OpenAsync())?.Say($"word{++_count} ");
                    break;
                case Step.ModelThinks:
                    (await OpenAsync())?.Think("hm ");
                    break;
                case Step.ModelCalls:
                    (await OpenAsync())?.Call($"c{++_count}", "get_time").Finish();
                    break;
                case Step.ModelFinishes:
                    (await OpenAsync())?.Finish($"word{++_count} ");
                    break;
                case Step.ModelFails:
                    (await OpenAsync())?.Fail(_count++ % 2 == 0 ? new ModelException("It failed.", string.Empty, canRetry: true) : new InvalidCastException("A defect."));
                    break;
                case Step.Fault:
                    // The session fails, and its supervisor restarts it.
                    _sapphire.Tell(_chat, new TestProtocol.Bomb(_chat, id, time.GetUtcNow()));
                    break;
                case Step.Crash:
                    await CrashAsync();
                    break;
                case Step.CrashInFlight:
                    Say inFlight = _sapphire.NewSay(_chat, $"message {++_count}");
                    AssistantHarness dying = _sapphire;
                    int writes = _count % 3;
                    dying.Journal.BeforeWrite = _ =>
                    {
                        if (writes-- <= 0)
                        {
                            dying.Journal.Cut();
                        }

                        return Task.CompletedTask;
                    };
                    dying.Tell(_chat, inFlight);
                    await CrashAsync();
                    if ((await AcknowledgedAsync(inFlight)).Accepted)
                    {
                        _said.Add(inFlight);
                    }

                    break;
            }
        }

        public async Task FinishAsync()
        {
            _draining = true;
            foreach (LiveRequest request in _requests)
            {
                request.Finish(" end");
            }

            ChatId chat = _chat;
            await AssistantHarness.UntilAsync(async () => Fold(await _sapphire.EventsAsync(chat)) is { Open: null, Waiting.IsEmpty: true }, "a turn stays open");
            ImmutableArray<ChatEvent> events = await _sapphire.EventsAsync(chat);
            ChatState stored = Fold(events);
            events.OfType<UserSaid>().Select(one => one.CommandId).ShouldBe(_said.Select(one => one.CommandId), "each acknowledged message once, in order");
            stored.Title.ShouldBe(_title);
            stored.Deleted.ShouldBe(_deleted);
            stored.Nodes.Values.Where(one => one.Role == MessageRole.User).Select(one => one.Text).Order(StringComparer.Ordinal)
                .ShouldBe(_said.Select(one => one.Text).Order(StringComparer.Ordinal));

            foreach (ChatNode reply in stored.Nodes.Values.Where(one => one.Role == MessageRole.Assistant))
            {
                string[] words = reply.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                words.ShouldBe(words.Distinct(StringComparer.Ordinal), "nothing is said twice");
                foreach (LiveRequest request in _requests.Where(one => reply.Status == MessageStatus.Completed && words.Any(word => one.Said.Contains($"{word} ", StringComparison.Ordinal))))
                {
                    reply.Text.ShouldContain(request.Said, Case.Sensitive, "a completed reply is whole");
                }
            }

            string expected = ChatReader.Normal(stored.ToView(chat, node => node.ToView(0, 0)));
            await _reader.UntilAsync(one => string.Equals(ChatReader.Normal(one.View!), expected, StringComparison.Ordinal));
            ChatReader.Normal(await _sapphire.ViewAsync(chat)).ShouldBe(expected);
            IEnumerable<long> epochs = _reader.Seen.OfType<TextDelta>().Select(delta => delta.Epoch);
            epochs.SequenceEqual(epochs.Order()).ShouldBeTrue("an epoch never falls");
        }

        public async ValueTask DisposeAsync()
        {
            await _reader.DisposeAsync();
            await _sapphire.DisposeAsync();
        }

        private static ChatState Fold(IEnumerable<ChatEvent> events) => events.Aggregate(ChatState.None, (state, happened) => state.Apply(happened));

        private async Task<CommandReply> AcknowledgedAsync(ChatCommand command)
        {
            CommandReply reply = await _sapphire.SendAsync(command);
            if (reply.Accepted && command is (Say or RetryTurn or RenameChat or EditReply or UndoLast))
            {
                _acknowledged.Add((command, reply));
            }

            return reply;
        }

        // One that a person sees, on whichever branch.
        private async Task<MessageId?> AnyAsync(MessageRole? role)
        {
            ChatState state = Fold(await _sapphire.EventsAsync(_chat));
            ChatNode[] nodes = [.. state.Nodes.Values.Where(node => (role is null || node.Role == role) && state.IsVisible(node.Id)).OrderBy(node => node.Id.Value)];
            return nodes.Length == 0 ? null : nodes[++_count * 31 % nodes.Length].Id;
        }

        private async Task CrashAsync()
        {
            await _reader.DisposeAsync();
            _sapphire = await _sapphire.RestartAsync(crash: true);
            _reader = _sapphire.Read(_chat);
        }

        private void Take(LiveRequest request)
        {
            _requests.Enqueue(request);
            if (_draining)
            {
                request.Finish(" end");
            }
        }

        // The request that is open now; the model is asked a moment after the command is answered.
        private async Task<LiveRequest?> OpenAsync()
        {
            LiveRequest? open = null;
            await AssistantHarness.UntilAsync(
                async () => (open = _requests.LastOrDefault(request => !request.IsFinished && !request.Ended.Task.IsCompleted)) is not null || Fold(await _sapphire.EventsAsync(_chat)).Open is null,
                "an open turn does not ask the model");
            return open;
        }
    }
}
