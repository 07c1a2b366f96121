using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>Any sequence of edits, other answers, removals, walks, undos, redos and turns ending in any way.</summary>
[Trait("soak", "chat-tree")]
public sealed class ChatTreePropertyTests
{
    [Fact]
    public void Whatever_is_done_to_the_tree_every_message_is_reachable_or_undoable()
    {
        ForAll(steps =>
        {
            ChatBuilder chat = TreeSteps.Run(steps, static one => CheckTree(one.State));
            EndTurns(chat);
            HashSet<MessageId> seen = [.. Reachable(chat)];
            while (!chat.State.Undo.IsEmpty)
            {
                chat.Undo().Accepted.ShouldBeTrue();
                CheckTree(chat.State);
                seen.UnionWith(Reachable(chat));
            }

            seen.ShouldBe(chat.State.Nodes.Keys, ignoreOrder: true);
        });
    }

    [Fact]
    public void Undoing_and_doing_again_shows_the_same_chat()
    {
        ForAll(steps =>
        {
            ChatBuilder chat = TreeSteps.Run(steps);
            EndTurns(chat);
            List<string> views = [Shown(chat)];
            while (chat.Undo().Accepted)
            {
                views.Add(Shown(chat));
            }

            for (int i = views.Count - 2; i >= 0; i--)
            {
                chat.Redo().Accepted.ShouldBeTrue();
                Shown(chat).ShouldBe(views[i]);
            }
        });
    }

    [Fact]
    public void The_state_is_the_same_from_the_events_and_from_a_snapshot_at_any_cut()
    {
        ForAll(steps =>
        {
            ChatBuilder chat = TreeSteps.Run(steps);
            string expected = Json(chat.State);
            ChatState.None.Apply(chat.Events).ShouldBe(expected);
            for (int cut = 0; cut <= chat.Events.Count; cut += Math.Max(1, chat.Events.Count / 12))
            {
                string snapshot = JsonSerializer.Serialize(ChatStateSnapshot.From(chat.Events.Take(cut).Aggregate(ChatState.None, (state, happened) => state.Apply(happened))), ChatJsonContext.Default.ChatStateSnapshot);
                ChatState from = JsonSerializer.Deserialize(snapshot, ChatJsonContext.Default.ChatStateSnapshot)!.ToState();
                from.Apply(chat.Events.Skip(cut)).ShouldBe(expected, $"from a snapshot after {cut} of {chat.Events.Count} events");
            }
        });
    }

    [Fact]
    public void A_chat_of_a_version_without_undo_is_the_same_from_its_events_and_from_its_snapshots()
    {
        ForAll(steps =>
        {
            ChatEvent[] old = [.. ChatStatePropertyTests.Run(steps).Events.Select(AsBefore)];
            int cut = steps.Length == 0 ? 0 : steps[0].Pick % (old.Length + 1);
            ChatStateSnapshot snapshot = ChatStateSnapshot.From(old.Take(cut).Aggregate(ChatState.None, (state, happened) => state.Apply(happened))) with { Tree = null };
            string json = JsonSerializer.Serialize(snapshot, ChatJsonContext.Default.ChatStateSnapshot);
            ChatState from = JsonSerializer.Deserialize(json, ChatJsonContext.Default.ChatStateSnapshot)!.ToState();
            from.Apply(old.Skip(cut)).ShouldBe(ChatState.None.Apply(old));
        });

        static ChatEvent AsBefore(ChatEvent happened) => happened switch
        {
            ChatCreated e => e with { TitledByPerson = false },
            UserSaid e => e with { Undoable = false },
            TurnRequested e => e with { Undoable = false },
            ChatRenamed e => e with { Undoable = false },
            _ => happened,
        };
    }

    private static void ForAll(Action<(byte Kind, byte Pick)[]> check)
    {
        (int Sequences, long Steps, int Longest) done = default;
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), steps =>
        {
            check(steps);
            done = (done.Sequences + 1, done.Steps + steps.Length, Math.Max(done.Longest, steps.Length));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TreeSteps.Runs).WithEndSize(120));
        TestContext.Current.TestOutputHelper?.WriteLine($"{done.Sequences} sequences of {done.Steps} steps in all, the longest of {done.Longest}");
    }

    private static void EndTurns(ChatBuilder chat)
    {
        while (chat.State.Open is not null)
        {
            chat.Complete();
        }

        chat.Restore();
    }

    private static string Shown(ChatBuilder chat) =>
        JsonSerializer.Serialize<Update>(new ChatSnapshot(chat.State.ToView(chat.ChatId, node => node.ToView(0, 0)) with { UndoLabel = null, RedoLabel = null }), ChatJsonContext.Default.Update);

    // As a person reaches them: by the messages that are shown, and the arrows beside them.
    private static HashSet<MessageId> Reachable(ChatBuilder chat)
    {
        HashSet<MessageId> seen = [];
        foreach (MessageId message in chat.State.Nodes.Keys.Where(chat.State.IsVisible).ToList())
        {
            ChatDecision walk = ChatDecider.Decide(chat.State, new SelectBranch(chat.ChatId, new(Guid.NewGuid()), chat.Now, message), ChatBuilder.MaxText);
            walk.Reply.Accepted.ShouldBeTrue();
            ChatState there = walk.Events.Aggregate(chat.State, (state, happened) => state.Apply(happened));
            there.IsOnBranch(message).ShouldBeTrue();
            seen.Add(message);
        }

        return seen;
    }

    private static void CheckTree(ChatState state)
    {
        if (state.Leaf is { } leaf)
        {
            state.IsVisible(leaf).ShouldBeTrue("what is shown was not removed");
        }

        state.VisibleChildren(state.Leaf).ShouldBeEmpty("the branch is shown to its end");
        foreach (TurnId turn in state.Waiting.Append(state.Open ?? default).Where(turn => turn != default))
        {
            state.IsOnBranch(state.Replies[turn]).ShouldBeTrue("a reply that is written is on the branch that is shown");
        }

        state.Children.Values.Sum(children => children.Length).ShouldBe(state.Nodes.Count);
        foreach (ChatNode node in state.Nodes.Values)
        {
            state.Children[ChatState.KeyOf(node.ParentId)].ShouldContain(node.Id);
        }

        state.Undo.Count(change => change.Removed is null && change.ToolCall is null).ShouldBeLessThanOrEqualTo(ChatStateBuilder.MaxUndo);
    }

    private static string Json(ChatState state) => JsonSerializer.Serialize(ChatStateSnapshot.From(state), ChatJsonContext.Default.ChatStateSnapshot);
}

#pragma warning disable MA0048 // Helpers of this test.
internal static class TreeSteps
{
    /// <summary>Ten thousands with SAPPHIRE_SOAK=1.</summary>
    public static int Runs => Environment.GetEnvironmentVariable("SAPPHIRE_SOAK") == "1" ? 20_000 : 250;

    public static ChatBuilder Run((byte Kind, byte Pick)[] steps, Action<ChatBuilder>? after = null)
    {
        ChatBuilder chat = new ChatBuilder().Created();
        foreach ((byte kind, byte pick) in steps)
        {
            Step(chat, kind, pick);
            after?.Invoke(chat);
        }

        return chat;
    }

    private static void Step(ChatBuilder chat, byte kind, byte pick)
    {
        ImmutableArray<ChatNode> nodes = [.. chat.State.Nodes.Values.OrderBy(node => node.Id.Value)];
        MessageId any = nodes.IsEmpty ? new(chat.NextId()) : nodes[pick % nodes.Length].Id;
        ChatNode? reply = nodes.Where(node => node.Role == MessageRole.Assistant).ElementAtOrDefault(pick % Math.Max(1, nodes.Length / 2));
        switch (kind % 24)
        {
            case 0 or 1 or 2:
                chat.Say($"message {pick}");
                break;
            case 3 or 4:
                chat.Correct(any, $"correction {pick}");
                break;
            case 5 or 6:
                chat.Answer(any);
                break;
            case 7 or 8:
                chat.Edit(any, $"edit {pick}");
                break;
            case 9 or 10:
                chat.Remove(pick % 16 == 0 ? null : any);
                break;
            case 11 or 12:
                chat.Select(any);
                break;
            case 13 or 14 or 15:
                chat.Undo();
                break;
            case 16:
                chat.Redo();
                break;
            case 17:
                chat.Set(new() { Persona = $"persona {pick % 3}", SpiceSets = pick % 2 == 0 ? null : ["one", $"{pick}"] });
                break;
            case 18:
                _ = (pick % 4) switch { 0 => chat.Pin(pick % 8 == 0), 1 => chat.Archive(pick % 8 == 1), 2 => chat.Rename($"title {pick}"), _ => chat.Title($"named {pick}") };
                break;
            case 19 when reply is not null:
                chat.ContinueReply(reply.Id);
                break;
            case 20 when reply?.Parts.OfType<ToolPart>().FirstOrDefault() is { } tool:
                chat.RemoveTool(reply.Id, tool.CallId);
                break;
            case 21 when pick % 8 == 0:
                _ = pick % 16 == 0 ? chat.Delete() : chat.Restore();
                break;
            default:
                Turn(chat, pick);
                break;
        }
    }

    // What the model does, or the end of the program.
    private static void Turn(ChatBuilder chat, byte pick)
    {
        if (chat.State.Open is not { } open)
        {
            return;
        }

        switch (pick % 7)
        {
            case 0 or 1:
                chat.Progress($"word{pick} ", reasoning: pick % 3 == 0);
                break;
            case 2:
                chat.Happened(new ToolCalled(open, $"c{pick}", "get_time", "{}", chat.Now));
                break;
            case 3:
                chat.Fail();
                break;
            case 4:
                chat.Cancel(open);
                break;
            case 5:
                chat.Happened(new TurnInterrupted(open, chat.Now));
                break;
            default:
                chat.Complete();
                break;
        }
    }

    public static string Apply(this ChatState state, IEnumerable<ChatEvent> events) =>
        JsonSerializer.Serialize(ChatStateSnapshot.From(events.Aggregate(state, (one, happened) => one.Apply(happened))), ChatJsonContext.Default.ChatStateSnapshot);
}
