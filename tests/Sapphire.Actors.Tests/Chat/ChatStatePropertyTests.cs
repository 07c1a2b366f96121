using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatStatePropertyTests
{
    [Fact]
    public void Any_sequence_of_commands_and_turn_ends_keeps_the_invariants()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), steps =>
        {
            ChatBuilder chat = Run(steps);
            chat.CheckInvariants();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(80));
    }

    [Fact]
    public void Every_accepted_message_is_there_once_on_one_branch_or_another()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), steps =>
        {
            ChatBuilder chat = Run(steps);
            foreach (UserSaid said in chat.Events.OfType<UserSaid>())
            {
                chat.State.Nodes.Values.Count(node => node.CommandId == said.CommandId).ShouldBe(1);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));
    }

    [Fact]
    public void A_snapshot_gives_the_same_state_as_the_events()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), steps =>
        {
            ChatState state = Run(steps).State;
            string json = JsonSerializer.Serialize(ChatStateSnapshot.From(state), ChatJsonContext.Default.ChatStateSnapshot);
            ChatState back = JsonSerializer.Deserialize(json, ChatJsonContext.Default.ChatStateSnapshot)!.ToState();
            JsonSerializer.Serialize(ChatStateSnapshot.From(back), ChatJsonContext.Default.ChatStateSnapshot).ShouldBe(json);
            back.Accepted.Order.ShouldBe(state.Accepted.Order);
            back.Open.ShouldBe(state.Open);
            back.Waiting.ShouldBe(state.Waiting);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(60));
    }

    [Fact]
    public void A_history_through_one_builder_gives_the_same_state_as_event_by_event()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<((byte Kind, byte Pick)[] Steps, byte Look)>(), given =>
        {
            ImmutableList<ChatEvent> events = Run(given.Steps).Events;
            int look = given.Look % (events.Count + 1);
            ChatState one = ChatState.None;
            ChatStateBuilder builder = new(ChatState.None);
            (ChatState State, string Json)? seen = null;
            for (int i = 0; i < events.Count; i++)
            {
                if (i == look)
                {
                    // A look at the state in the middle, or a builder that begins with it, changes nothing.
                    seen = (builder.ToState(), Json(one));
                    builder = given.Look % 2 == 0 ? builder : new(seen.Value.State);
                }

                one = one.Apply(events[i]);
                builder.Apply(events[i]);
            }

            Json(builder.ToState()).ShouldBe(Json(one));
            if (seen is { } before)
            {
                Json(before.State).ShouldBe(before.Json);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));

        static string Json(ChatState state) => JsonSerializer.Serialize(ChatStateSnapshot.From(state), ChatJsonContext.Default.ChatStateSnapshot);
    }

    [Fact]
    public void A_reader_who_applies_the_deltas_holds_what_the_session_shows()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Length)[]>(), steps =>
        {
            ChatBuilder chat = new ChatBuilder().Created();
            chat.Say("go");
            LiveReply live = new(chat.Open, chat.State.OpenReply!, epoch: 3, sequence: 0);
            Reader reader = new(live.View(chat.State.OpenReply!));
            Queue<ReplyProgressed> journal = [];
            int call = 0;
            foreach ((byte kind, byte length) in steps)
            {
                switch (kind % 8)
                {
                    case 0 or 1:
                        reader.Apply(live.Say(new string('t', length % 5 + 1), reasoning: false));
                        break;
                    case 2:
                        reader.Apply(live.Say(new string('r', length % 5 + 1), reasoning: true));
                        break;
                    case 3:
                        Store(chat, live, journal);
                        break;
                    case 4:
                        Store(chat, live, journal);
                        chat.Happened(new ToolCalled(chat.Open, $"c{++call}", "tool", "{}", chat.Now));
                        reader.Apply(live.Changed(chat.State.OpenReply!, $"c{call}")!);
                        break;
                    case 6:
                        // The journal has it, and more is said meanwhile.
                        foreach (ReplyProgressed progress in live.TakeUnstored(chat.Now))
                        {
                            journal.Enqueue(progress);
                        }

                        live.IsStoring.ShouldBe(journal.Count > 0);
                        break;
                    case 7 when journal.TryDequeue(out ReplyProgressed? stored):
                        chat.Happened(stored);
                        live.Stored();
                        break;
                    case 5 when call > 0:
                        // A result may come while the model speaks on; the unstored words stay behind it.
                        Store(chat, live, journal);
                        chat.Happened(new ToolReturned(chat.Open, $"c{length % call + 1}", "ok", null, 1, chat.Now));
                        reader.Apply(live.Changed(chat.State.OpenReply!, $"c{length % call + 1}")!);
                        break;
                }

                MessageView shown = live.View(chat.State.OpenReply!);
                reader.Parts.ShouldBe(shown.Parts);
                reader.Sequence.ShouldBe(shown.Sequence);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60));
    }

    private static void Store(ChatBuilder chat, LiveReply live, Queue<ReplyProgressed> journal)
    {
        while (journal.TryDequeue(out ReplyProgressed? earlier))
        {
            chat.Happened(earlier);
            live.Stored();
        }

        foreach (ReplyProgressed progress in live.Unstored(chat.Now))
        {
            chat.Happened(progress);
        }

        live.Stored();
    }

    internal static ChatBuilder Run((byte Kind, byte Pick)[] steps)
    {
        ChatBuilder chat = new ChatBuilder().Created();
        foreach ((byte kind, byte pick) in steps)
        {
            ImmutableArray<TurnId> turns = [.. chat.State.Replies.Keys.OrderBy(id => id.Value)];
            TurnId any = turns.IsEmpty ? new(chat.NextId()) : turns[pick % turns.Length];
            switch (kind % 14)
            {
                case 0 or 1 or 2:
                    chat.Say($"message {pick}");
                    break;
                case 3:
                    chat.Cancel(any);
                    break;
                case 4:
                    chat.Retry(any);
                    break;
                case 5:
                    chat.Continue(any);
                    break;
                case 6:
                    _ = pick % 4 == 0 ? chat.Delete() : chat.Restore();
                    break;
                case 7 when chat.State.Open is not null:
                    chat.Progress($"word{pick} ", reasoning: pick % 3 == 0);
                    break;
                case 8 or 9 when chat.State.Open is not null:
                    chat.Complete();
                    break;
                case 10 when chat.State.Open is not null:
                    chat.Fail();
                    break;
                case 12:
                    chat.Correct(chat.State.Nodes.Values.OrderBy(node => node.Id.Value).Where(node => node.Role == MessageRole.User).Select(node => node.Id).ElementAtOrDefault(pick % Math.Max(1, turns.Length)), $"correction {pick}");
                    break;
                case 13:
                    chat.Heard(any, pick);
                    break;
                case 11 when chat.State.Open is { } open:
                    chat.Happened(new TurnInterrupted(open, chat.Now));
                    break;
            }
        }

        return chat;
    }

    // The protocol from a page's side: same epoch, next number.
    private sealed class Reader(MessageView start)
    {
        public List<PartView> Parts { get; } = [.. start.Parts];

        public long Sequence { get; private set; } = start.Sequence;

        public void Apply(Update update)
        {
            switch (update)
            {
                case TextDelta delta:
                    delta.Sequence.ShouldBe(Sequence + 1);
                    Sequence++;
                    if (delta.Part == Parts.Count)
                    {
                        Parts.Add(delta.Reasoning ? new ReasoningPart(string.Empty) : new TextPart(string.Empty));
                    }

                    Parts[delta.Part] = Parts[delta.Part] switch
                    {
                        TextPart text => new TextPart(text.Text + delta.Text),
                        ReasoningPart reasoning => new ReasoningPart(reasoning.Text + delta.Text),
                        _ => throw new InvalidOperationException("A delta must not point at a tool call."),
                    };
                    break;
                case PartChanged change:
                    change.Sequence.ShouldBe(Sequence + 1);
                    Sequence++;
                    if (change.Index == Parts.Count)
                    {
                        Parts.Add(change.Part);
                    }
                    else
                    {
                        Parts[change.Index] = change.Part;
                    }

                    break;
            }
        }
    }
}
