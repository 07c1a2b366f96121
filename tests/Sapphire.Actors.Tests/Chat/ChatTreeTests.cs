using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatTreeTests
{
    private readonly ChatBuilder _chat = new ChatBuilder().Created();

    [Fact]
    public void Another_answer_is_beside_the_first_and_the_arrows_go_back_to_where_one_was()
    {
        Exchange("one", "first");
        MessageId first = Leaf;
        Exchange("two", "below");
        _chat.Answer(first).Accepted.ShouldBeTrue();
        _chat.Progress("second").Complete();
        MessageId second = Leaf;

        Texts().ShouldBe(["one", "second"]);
        View(second).Siblings.ShouldBe(new(1, 2, first, null));
        _chat.Select(first).Accepted.ShouldBeTrue();
        Texts().ShouldBe(["one", "first", "two", "below"]);
        View(first).Siblings.ShouldBe(new(0, 2, null, second));
        _chat.Select(second);
        Texts().ShouldBe(["one", "second"]);
    }

    [Fact]
    public void A_branch_is_shown_as_it_was_left()
    {
        Exchange("one", "a");
        MessageId a = Leaf;
        _chat.Answer(a);
        _chat.Progress("b").Complete();
        MessageId b = Leaf;
        Exchange("two", "b1");
        _chat.Answer(Leaf);
        _chat.Progress("b2").Complete();
        _chat.Select(_chat.State.Branch[^2].Id).Accepted.ShouldBeTrue();
        _chat.Select(_chat.State.SiblingsOf(_chat.State.Branch[^1])!.PreviousId!.Value);
        Texts().ShouldBe(["one", "b", "two", "b1"]);

        _chat.Select(a);
        _chat.Select(b);

        Texts().ShouldBe(["one", "b", "two", "b1"], "not the newest, but the one that was shown");
    }

    [Fact]
    public void An_edited_reply_is_beside_the_one_of_the_model_with_its_tool_calls()
    {
        _chat.Say("what time is it?");
        _chat.Happened(new ToolCalled(_chat.Open, "c1", "get_time", "{}", _chat.Now));
        _chat.Happened(new ToolReturned(_chat.Open, "c1", "12:00", null, 3, _chat.Now));
        _chat.Progress("Midnight.").Complete();
        MessageId old = Leaf;

        _chat.Edit(old, "Noon.").Accepted.ShouldBeTrue();

        ChatNode edited = _chat.State.Branch[^1];
        edited.ShouldSatisfyAllConditions(
            node => node.Text.ShouldBe("Noon."),
            node => node.Edited.ShouldBeTrue(),
            node => node.Model.ShouldBe("test"),
            node => node.Status.ShouldBe(MessageStatus.Completed),
            node => node.Parts.OfType<ToolPart>().Single().Result.ShouldBe("12:00"));
        _chat.State.Nodes[old].Text.ShouldBe("Midnight.");
        _chat.Answer(edited.Id).Accepted.ShouldBeTrue("an edited reply has no turn, and can be asked for again all the same");
        _chat.State.SiblingsOf(_chat.State.Branch[^1])!.Count.ShouldBe(3);
    }

    [Fact]
    public void Deleting_from_here_ends_the_branch_above_and_stops_what_is_written_below()
    {
        Exchange("one", "first");
        MessageId question = _chat.Say("two").MessageId!.Value;
        _chat.Progress("sec");
        TurnId open = _chat.Open;

        _chat.Do(new RemoveMessages(_chat.ChatId, new(_chat.NextId()), _chat.Now, question) { Unstored = [new(open, "ond", false, _chat.Now)] }).Accepted.ShouldBeTrue();

        Texts().ShouldBe(["one", "first"]);
        _chat.State.Open.ShouldBeNull();
        _chat.State.Undo[^1].Label.ShouldBe("delete 2 messages");
        _chat.Undo().Accepted.ShouldBeTrue();
        Texts().ShouldBe(["one", "first", "two", "second"]);
        _chat.State.Branch[^1].Status.ShouldBe(MessageStatus.Cancelled);
    }

    [Fact]
    public void Deleting_one_of_several_shows_the_one_beside_it()
    {
        Exchange("one", "first");
        MessageId first = Leaf;
        _chat.Answer(first);
        _chat.Progress("second").Complete();

        _chat.Remove(Leaf).Accepted.ShouldBeTrue();

        Texts().ShouldBe(["one", "first"]);
        View(first).Siblings.ShouldBeNull();
    }

    [Fact]
    public void A_question_whose_answer_was_deleted_can_be_answered_again_or_followed_by_another()
    {
        Exchange("one", "first");
        _chat.Remove(Leaf);
        Texts().ShouldBe(["one"]);
        _chat.Say("two").Accepted.ShouldBeTrue();
        _chat.Progress("both").Complete();
        Texts().ShouldBe(["one", "two", "both"]);
        _chat.Remove(_chat.State.Branch[1].Id);

        _chat.Answer(_chat.State.Branch[0].Id).Accepted.ShouldBeTrue();

        _chat.Progress("again").Complete();
        Texts().ShouldBe(["one", "again"]);
    }

    [Fact]
    public void Clearing_the_chat_can_be_undone()
    {
        Exchange("one", "first");
        Exchange("two", "second");

        _chat.Remove(null).Accepted.ShouldBeTrue();

        Texts().ShouldBeEmpty();
        _chat.State.Undo[^1].Label.ShouldBe("clear the chat");
        Exchange("anew", "fine");
        _chat.State.Branch[0].ParentId.ShouldBeNull();
        _chat.Undo().Accepted.ShouldBeTrue();
        Texts().ShouldBe(["one", "first", "two", "second"]);
        _chat.State.SiblingsOf(_chat.State.Branch[0])!.Count.ShouldBe(2, "what was said meanwhile is beside it");
    }

    [Fact]
    public void Undo_takes_back_one_change_after_the_other_and_redo_makes_them_again()
    {
        Exchange("one", "first");
        _chat.Rename("Name");
        _chat.Pin(true);
        _chat.Set(new() { Persona = "Ada" });
        _chat.Archive(true);

        _chat.State.Undo.Select(change => change.Label).ShouldBe(["rename the chat", "pin the chat", "change the settings", "archive the chat"]);
        _chat.Undo();
        _chat.State.Archived.ShouldBeFalse();
        _chat.Undo();
        _chat.State.Settings.ShouldBe(ChatSettings.None);
        _chat.Undo();
        _chat.State.Pinned.ShouldBeFalse();
        _chat.Undo();
        _chat.State.Title.ShouldBe("one");
        _chat.State.TitledByPerson.ShouldBeFalse();
        _chat.Undo().Error!.Code.ShouldBe("nothing");
        for (int i = 0; i < 4; i++)
        {
            _chat.Redo().Accepted.ShouldBeTrue();
        }

        _chat.State.ShouldSatisfyAllConditions(
            state => state.Title.ShouldBe("Name"),
            state => state.Pinned.ShouldBeTrue(),
            state => state.Settings.Persona.ShouldBe("Ada"),
            state => state.Archived.ShouldBeTrue());
        _chat.Redo().Error!.Code.ShouldBe("nothing");
    }

    [Fact]
    public void What_is_said_anew_leaves_nothing_to_do_again()
    {
        Exchange("one", "first");
        _chat.Pin(true);
        _chat.Undo();
        Exchange("two", "second");
        _chat.Redo().Error!.Code.ShouldBe("nothing");
    }

    [Fact]
    public void Undoing_an_edit_stops_its_answer_and_shows_the_old_branch()
    {
        Exchange("one", "first");
        _chat.Correct(_chat.State.Branch[0].Id, "won");
        TurnId open = _chat.Open;

        _chat.Undo().Accepted.ShouldBeTrue();

        Texts().ShouldBe(["one", "first"]);
        _chat.State.Nodes[_chat.State.Replies[open]].Status.ShouldBe(MessageStatus.Cancelled);
        View(_chat.State.Branch[0].Id).Siblings!.Count.ShouldBe(2, "nothing is overwritten");
    }

    [Fact]
    public void A_reply_that_is_written_is_not_walked_away_from()
    {
        Exchange("one", "first");
        MessageId first = Leaf;
        _chat.Answer(first);

        _chat.Select(first).Error!.Code.ShouldBe("busy");
        _chat.Select(Leaf).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void The_machine_names_a_chat_only_where_no_person_has()
    {
        Exchange("please tell me of tea", "Tea.");
        _chat.Title("Tea").Accepted.ShouldBeTrue();
        _chat.State.Title.ShouldBe("Tea");
        _chat.State.Undo.ShouldBeEmpty("nobody has done it, so nobody undoes it");
        _chat.Rename("My tea");
        _chat.Title("Tea and more").Accepted.ShouldBeTrue();
        _chat.State.Title.ShouldBe("My tea");
        _chat.Undo();
        _chat.State.Title.ShouldBe("Tea");
        _chat.Title("Tea and more");
        _chat.State.Title.ShouldBe("Tea and more");
    }

    [Fact]
    public void A_complete_reply_goes_on_only_at_the_end_of_its_branch()
    {
        Exchange("one", "first");
        MessageId first = Leaf;
        TurnId turn = _chat.State.Nodes[first].TurnId!.Value;
        Exchange("two", "second");

        _chat.Continue(turn).Error!.Code.ShouldBe("invalid");
        _chat.ContinueReply(Leaf).Accepted.ShouldBeTrue();
        _chat.Progress(" and more");
        _chat.Happened(new ReplyCompleted(_chat.Open, "test", new(5, 7) { CostUsd = 0.25m, FirstTokenMs = 10 }, _chat.Now));

        _chat.State.Branch[^1].Text.ShouldBe("second and more");
    }

    [Fact]
    public void What_a_continued_reply_took_is_the_sum_of_its_turns()
    {
        _chat.Say("one");
        _chat.Progress("a");
        _chat.Happened(new ReplyCompleted(_chat.Open, "test", new(5, 7) { CostUsd = 0.25m, FirstTokenMs = 10, DurationMs = 100 }, _chat.Now));
        _chat.ContinueReply(Leaf);
        _chat.Progress("b");
        _chat.Happened(new ReplyCompleted(_chat.Open, "test", new(1, 2) { CostUsd = 0.5m, FirstTokenMs = 20, DurationMs = 50, ReasoningTokens = 1 }, _chat.Now));

        _chat.State.Branch[^1].Usage.ShouldBe(new(6, 9) { CostUsd = 0.75m, FirstTokenMs = 10, DurationMs = 150, ReasoningTokens = 1 });
    }

    [Fact]
    public void A_tool_call_is_removed_and_comes_back_to_its_place()
    {
        _chat.Say("what time is it?");
        _chat.Progress("Let me see. ");
        _chat.Happened(new ToolCalled(_chat.Open, "c1", "get_time", "{}", _chat.Now));
        _chat.Progress("Noon.").Complete();
        IReadOnlyList<PartView> before = _chat.State.Branch[^1].Parts;

        _chat.RemoveTool(Leaf, "c1").Accepted.ShouldBeTrue();

        _chat.State.Branch[^1].Parts.OfType<ToolPart>().ShouldBeEmpty();
        _chat.RemoveTool(Leaf, "c1").Error!.Code.ShouldBe("unknown-message");
        _chat.Undo();
        _chat.State.Branch[^1].Parts.ShouldBe(before);
    }

    [Fact]
    public void More_changes_than_can_be_undone_forget_the_oldest_but_never_a_removal()
    {
        Exchange("one", "first");
        Exchange("two", "second");
        _chat.Remove(_chat.State.Branch[2].Id);
        for (int i = 0; i < ChatStateBuilder.MaxUndo + 20; i++)
        {
            _chat.Pin(i % 2 == 0);
        }

        _chat.State.Undo.Count.ShouldBe(ChatStateBuilder.MaxUndo + 1);
        while (_chat.Undo().Accepted)
        {
        }

        Texts().ShouldBe(["one", "first", "two", "second"]);
    }

    [Fact]
    public void Settings_outside_of_their_range_are_refused_with_the_range()
    {
        _chat.Set(new() { Speed = 3 }).Error!.Detail.ShouldBe("The speed is 3; it may be 0.5 to 2.5.");
        _chat.Set(new() { Pitch = double.NaN }).Error!.Detail.ShouldContain("0.5 to 2");
        _chat.Set(new() { SpiceTurns = 0 }).Error!.Detail.ShouldContain("1 to 1000");
        _chat.Set(new() { MemoryScope = "Work place" }).Error!.Detail.ShouldContain("1 to 32 lower-case letters");
        _chat.Set(new() { TrimColor = "blue" }).Error!.Detail.ShouldBe("'blue' is no colour. Write it as #rrggbb.");
        _chat.Set(new() { Prompt = "" }).Error!.Detail.ShouldContain("prompt");
        _chat.State.Settings.ShouldBe(ChatSettings.None);
        _chat.Set(new() { SpiceSets = ["a", "b"] }).Accepted.ShouldBeTrue();
        int events = _chat.Events.Count;
        _chat.Set(new() { SpiceSets = ["a", "b"] }).Accepted.ShouldBeTrue();
        _chat.Events.Count.ShouldBe(events, "nothing has changed");
    }

    [Fact]
    public void Settings_of_a_chat_lie_over_those_of_the_home()
    {
        ChatSettings home = new() { Provider = "one", Model = "m1", Voice = "v", Speed = 1.5, SpiceSets = ["s"] };
        new ChatSettings { Voice = "w", SpiceSets = [] }.Over(home).ShouldBe(new() { Provider = "one", Model = "m1", Voice = "w", Speed = 1.5, SpiceSets = [] });
        new ChatSettings { Provider = "two" }.Over(home).Model.ShouldBeNull("the home's model is not one of the other provider's");
    }

    [Fact]
    public void Pictures_make_a_message_without_words()
    {
        string id = new('a', 64);
        ImageContentPart image = new(id, "image/png", 3, 4, "one.png");
        _chat.Do(_chat.NewSay(" ") with { Images = [image] }).Accepted.ShouldBeTrue();
        _chat.State.Branch[0].Parts.ShouldBe([new ImagePart(id, "image/png", 3, 4, "one.png")]);
        _chat.State.Title.ShouldBeNull("the first words name it");
        _chat.Do(_chat.NewSay("x") with { Images = [.. Enumerable.Repeat(image, ChatDecider.MaxImages + 1)] }).Error!.Code.ShouldBe("invalid");
        _chat.Do(_chat.NewSay("x") with { Images = [image with { Width = 0 }] }).Error!.Code.ShouldBe("invalid");
        _chat.Say(" ").Error!.Code.ShouldBe("invalid");
    }

    [Fact]
    public void Messages_of_elsewhere_are_added_as_a_tree()
    {
        MessageId[] ids = [.. Enumerable.Range(0, 5).Select(_ => new MessageId(_chat.NextId()))];
        CommandReply reply = Import(
            Node(ids[0], null, MessageRole.User, "Hello"),
            Node(ids[1], ids[0], MessageRole.Assistant, "Hi"),
            Node(ids[2], ids[0], MessageRole.Assistant, "Good day"),
            Node(ids[3], ids[1], MessageRole.User, "and"),
            Node(ids[4], ids[3], MessageRole.Assistant, "so on"));

        reply.Accepted.ShouldBeTrue();
        Texts().ShouldBe(["Hello", "Hi", "and", "so on"]);
        _chat.State.Title.ShouldBe("Hello");
        View(ids[1]).Siblings!.Count.ShouldBe(2);
        _chat.Answer(ids[4]).Accepted.ShouldBeTrue();
        _chat.Complete();
        MessageId other = new(_chat.NextId());
        Import(Node(other, new MessageId(_chat.NextId()), MessageRole.User, "x")).Error!.Title.ShouldContain("follows one that is not there");
        Import(Node(ids[0], null, MessageRole.User, "x")).Error!.Title.ShouldContain("is there already");
        Import(Node(other, null, MessageRole.Assistant, "x")).Error!.Title.ShouldContain("is a reply to no message of a person");
    }

    private CommandReply Import(params ChatNode[] nodes) => _chat.Do(new ImportMessages(_chat.ChatId, new(_chat.NextId()), _chat.Now, [.. nodes], null));

    private ChatNode Node(MessageId id, MessageId? parent, MessageRole role, string text) => new(id, parent, role, [new TextPart(text)], MessageStatus.Completed, _chat.Now);

    private MessageId Leaf => _chat.State.Leaf!.Value;

    private void Exchange(string question, string answer)
    {
        _chat.Say(question).Accepted.ShouldBeTrue();
        _chat.Progress(answer).Complete();
    }

    private string[] Texts() => [.. _chat.State.Branch.Select(node => node.Text)];

    private MessageView View(MessageId id) => _chat.State.ToView(_chat.ChatId, node => node.ToView(0, 0)).Messages.Single(message => message.Id == id);
}
