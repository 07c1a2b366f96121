using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Images;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Images;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Transfer;

namespace Sapphire.Actors.Tests.Transfer;

/// <summary>An exported chat takes its pictures along.</summary>
public sealed class ChatPicturesTests : IDisposable
{
    private readonly TempFolder _home = new();
    private readonly TempFolder _other = new();

    public void Dispose()
    {
        _home.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task The_pictures_of_messages_and_of_the_chat_come_along_into_another_home()
    {
        byte[] shown = SampleImages.Png(64, 48), face = SampleImages.Png(32, 32);
        byte[] file;
        await using (AssistantHarness home = await AssistantHarness.StartAsync(new(_home.Path) { Script = static request => request.Finish("A cat.") }))
        {
            StoredImage picture = await home.Get<ImageStore>().SaveAsync(shown, TestContext.Current.CancellationToken);
            StoredImage avatar = await home.Get<ImageStore>().SaveAsync(face, TestContext.Current.CancellationToken);
            ChatId chat = await home.CreateAsync("Cats");
            Say say = home.NewSay(chat, "What is this?") with { Images = [new(picture.Id, "image/png", 64, 48, "cat.png")] };
            (await home.SendAsync(say)).Accepted.ShouldBeTrue();
            await home.StoredAsync<ReplyCompleted>(chat);
            (await home.SendAsync(new ChangeChatSettings(chat, CommandId.New(home.Time), home.Time.GetUtcNow(), new() { Avatar = avatar.Id }))).Accepted.ShouldBeTrue();
            ChatTransfer transfer = home.Get<ChatTransfer>();
            ChatFile written = await transfer.FileAsync(await transfer.ReadAsync(chat, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            written.PicturesLeftOut.ShouldBeNull();
            file = ChatTransfer.Write([written]);
        }

        await using AssistantHarness other = await AssistantHarness.StartAsync(new(_other.Path));
        ChatTransfer there = other.Get<ChatTransfer>();
        ChatId copy = await there.ImportAsync(ChatTransfer.Parse(file).Single(), null, TestContext.Current.CancellationToken);
        ChatState state = await there.ReadAsync(copy, TestContext.Current.CancellationToken);
        string id = state.Branch.SelectMany(static node => node.Parts).OfType<ImagePart>().ShouldHaveSingleItem().Id;
        (await other.Get<ImageStore>().FindAsync(id, TestContext.Current.CancellationToken)).ShouldNotBeNull().Bytes.ToArray().ShouldBe(shown);
        (await other.Get<ImageStore>().FindAsync(state.Settings.Avatar.ShouldNotBeNull(), TestContext.Current.CancellationToken)).ShouldNotBeNull().Bytes.ToArray().ShouldBe(face);
    }

    [Theory]
    [InlineData("", "Picture 1 has no bytes")]
    [InlineData("AAAA", "Picture 1 is not the one that its id says")]
    [InlineData("aGVsbG8=", "Picture 1 is not taken: This is not an image that is known")]
    public void A_picture_that_is_none_is_refused(string data, string advice)
    {
        // The id is that of "hello".
        string file = $$"""{ "format": "sapphire-chat", "version": 1, "messages": [], "pictures": [ { "id": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "data": "{{data}}" } ] }""";
        Should.Throw<ChatFileException>(() => ChatTransfer.Parse(Encoding.UTF8.GetBytes(file))).Advice.ShouldContain(advice);
    }
}
