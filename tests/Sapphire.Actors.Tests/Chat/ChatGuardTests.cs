using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>What a chat refuses, and what it does not undo by mistake.</summary>
public sealed class ChatGuardTests
{
    private static readonly Dictionary<string, Func<ChatNode, ChatNode?>> Impossible = new(StringComparer.Ordinal)
    {
        ["null"] = static _ => null,
        ["id"] = static node => node with { Id = default },
        ["role"] = static node => node with { Role = (MessageRole)7 },
        ["status"] = static node => node with { Status = (MessageStatus)99 },
        ["no parts"] = static node => node with { Parts = default },
        ["null part"] = static node => node with { Parts = [null!] },
        ["null text"] = static node => node with { Parts = [new TextPart(null!)] },
        ["null thought"] = static node => node with { Parts = [new ReasoningPart(null!)] },
        ["null arguments"] = static node => node with { Parts = [new ToolPart("c", "n", null!, null, null, null)] },
        ["null call"] = static node => node with { Parts = [new ToolPart(null!, "n", "{}", null, null, null)] },
        ["picture"] = static node => node with { Parts = [new ImagePart("x", "image/png", 1, 1, null)] },
        ["parts"] = static node => node with { Parts = [.. Enumerable.Repeat(new TextPart(""), ImportRules.MaxParts + 1)] },
        ["length"] = static node => node with { Parts = [new TextPart(new('x', ImportRules.MaxCharacters + 1))] },
        ["heard"] = static node => node with { HeardLength = -1 },
        ["name"] = static node => node with { Author = new('x', 5_000) },
        ["error"] = static node => node with { Error = new(null!, "", false, false) },
        ["cost"] = static node => node with { Usage = new(1, 1) { CostUsd = decimal.MaxValue } },
        ["tokens"] = static node => node with { Usage = new(long.MaxValue, 1) },
    };

    private readonly ChatBuilder _chat = new ChatBuilder().Created();

    [Fact]
    public void An_undo_that_means_one_change_undoes_no_other_one()
    {
        _chat.Say("one");
        _chat.Progress("first").Complete();
        RemoveMessages removal = new(_chat.ChatId, new(_chat.NextId()), _chat.Now, _chat.State.Leaf);
        _chat.Do(removal).Accepted.ShouldBeTrue();
        _chat.Rename("Renamed elsewhere");

        CommandReply refused = Undo(removal.CommandId);

        refused.Error!.Code.ShouldBe("changed");
        refused.Error.Detail.ShouldContain("rename the chat");
        _chat.State.Title.ShouldBe("Renamed elsewhere");
        _chat.Undo().Accepted.ShouldBeTrue();
        Undo(removal.CommandId).Accepted.ShouldBeTrue();
        _chat.State.Branch.Length.ShouldBe(2);
        Undo(removal.CommandId).Error!.Code.ShouldBe("nothing");
    }

    [Fact]
    public void Which_command_made_a_change_is_known_after_undoing_and_doing_it_again_and_from_a_snapshot()
    {
        _chat.Say("one");
        _chat.Progress("first").Complete();
        RetryTurn again = new(_chat.ChatId, new(_chat.NextId()), _chat.Now, new(_chat.NextId()), new(_chat.NextId()), new(_chat.NextId())) { MessageId = _chat.State.Leaf };
        _chat.Do(again).Accepted.ShouldBeTrue();
        _chat.Progress("second").Complete();
        _chat.Undo();
        _chat.Redo();
        _chat.State.Undo[^1].By.ShouldBe(again.CommandId);
        ChatStateSnapshot.From(_chat.State).ToState().Undo[^1].By.ShouldBe(again.CommandId);
        Undo(again.CommandId).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void A_tool_call_does_not_come_back_into_a_reply_that_is_being_written()
    {
        _chat.Say("what time is it?");
        _chat.Happened(new ToolCalled(_chat.Open, "c1", "get_time", "{}", _chat.Now));
        _chat.Progress("Noon.").Complete();
        MessageId reply = _chat.State.Leaf!.Value;
        _chat.RemoveTool(reply, "c1").Accepted.ShouldBeTrue();
        _chat.ContinueReply(reply).Accepted.ShouldBeTrue();

        _chat.Undo().Error!.Code.ShouldBe("busy", "its parts are counted, for those who read it");

        _chat.Progress(" Sharp.").Complete();
        _chat.Undo().Accepted.ShouldBeTrue();
        _chat.State.Nodes[reply].Parts[0].ShouldBeOfType<ToolPart>();
    }

    [Fact]
    public void A_chat_takes_a_title_of_the_machine_only_while_it_has_that_of_its_first_words()
    {
        _chat.State.TakesTitle.ShouldBeTrue();
        _chat.Say("please tell me of tea");
        _chat.State.TakesTitle.ShouldBeTrue();
        _chat.Title("Tea");
        _chat.State.TakesTitle.ShouldBeFalse("its first reply may be made anew, and the chat is known by its title");
        ChatState before = _chat.State;
        before.Apply(new ChatRenamed(new(_chat.NextId()), "please tell me of tea", _chat.Now)).TakesTitle.ShouldBeTrue();
        before.Apply(new ChatRenamed(new(_chat.NextId()), "Mine", _chat.Now)).TakesTitle.ShouldBeFalse("a person chose it, in a version that did not tell so");
        _chat.Rename("Mine");
        _chat.State.TakesTitle.ShouldBeFalse();
    }

    [Fact]
    public void A_picture_must_be_one_that_can_be()
    {
        ImageContentPart image = new(new('0', 64), "image/png", 3, 4, null);
        foreach (ImageContentPart? wrong in (ImageContentPart?[])
            [null, image with { Id = "../../etc/passwd" }, image with { Id = null! }, image with { MediaType = "text/html" }, image with { Width = -1 }, image with { Height = 1_000_000 }, image with { Name = new('x', 5_000) }])
        {
            _chat.Do(_chat.NewSay("x") with { Images = [wrong!] }).Error!.Code.ShouldBe("invalid");
        }

        _chat.Do(_chat.NewSay("x") with { Images = [image] }).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void Spice_sets_are_names_and_not_too_many()
    {
        _chat.Set(new() { SpiceSets = [null!] }).Error!.Code.ShouldBe("invalid");
        _chat.Set(new() { SpiceSets = default(ImmutableArray<string>) }).Error!.Code.ShouldBe("invalid");
        _chat.Set(new() { SpiceSets = [.. Enumerable.Repeat("x", ChatSettings.MaxSpiceSets + 1)] }).Error!.Code.ShouldBe("invalid");
    }

    [Fact]
    public void A_message_of_elsewhere_that_cannot_be_is_refused()
    {
        foreach ((string what, Func<ChatNode, ChatNode?> spoil) in Impossible)
        {
            ChatNode node = new(new(_chat.NextId()), null, MessageRole.User, [new TextPart("fine")], MessageStatus.Completed, _chat.Now);
            CommandReply reply = _chat.Do(new ImportMessages(_chat.ChatId, new(_chat.NextId()), _chat.Now, [spoil(node)!], null));
            reply.Error.ShouldNotBeNull(what).Code.ShouldBe("invalid");
            _chat.Do(new ImportMessages(_chat.ChatId, new(_chat.NextId()), _chat.Now, [node], null)).Accepted.ShouldBeTrue(what);
        }
    }

    [Fact]
    public void Long_messages_of_elsewhere_are_events_of_their_own()
    {
        ChatNode[] nodes = [.. Enumerable.Range(0, 4).Select(i => new ChatNode(new(_chat.NextId()), null, MessageRole.User, [new TextPart(new('x', i < 2 ? 800_000 : 10))], MessageStatus.Completed, _chat.Now))];
        _chat.Do(new ImportMessages(_chat.ChatId, new(_chat.NextId()), _chat.Now, [.. nodes], null)).Accepted.ShouldBeTrue();
        _chat.Events.OfType<MessagesImported>().Select(static one => one.Messages.Length).ShouldBe([1, 2, 1]);
        _chat.State.Nodes.Count.ShouldBe(4);
    }

    private CommandReply Undo(CommandId of) => _chat.Do(new UndoLast(_chat.ChatId, new(_chat.NextId()), _chat.Now) { Of = of });
}
