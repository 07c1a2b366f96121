using Sapphire.Actors.Chat;
using Sapphire.Actors.Images;
using Sapphire.Actors.Tests.Search;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.InMemory;

namespace Sapphire.Actors.Tests.Images;

/// <summary>Images that nothing refers to are deleted, late enough for every undo; all others stay.</summary>
public sealed class ImageSweepTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly InMemoryJournal _journal = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<string?> _pinned = [];
    private FileBlobStore _blobs = null!;
    private ImageSweep _sweep = null!;
    private byte _next;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _blobs = new(_folder.File("images"), _time);
        _sweep = new(_blobs, _journal, () => _pinned, _time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _blobs.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_image_of_a_chat_stays_for_years_and_that_of_a_message_that_was_never_sent_goes()
    {
        ChatWriter chat = await ChatAsync();
        string sent = await SaveAsync();
        await SayAsync(chat, sent);
        string forgotten = await SaveAsync();
        await DaysAsync(59);
        (await _blobs.FindAsync(forgotten, Cancel)).ShouldNotBeNull();
        await DaysAsync(800);
        (await _blobs.FindAsync(sent, Cancel)).ShouldNotBeNull();
        (await _blobs.FindAsync(forgotten, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_images_of_a_deleted_chat_are_there_for_a_month_and_come_back_with_it()
    {
        ChatWriter chat = await ChatAsync();
        string image = await SaveAsync();
        await SayAsync(chat, image);
        await DaysAsync(400);
        await chat.DeleteAsync();
        await DaysAsync(30);
        (await _blobs.FindAsync(image, Cancel)).ShouldNotBeNull();
        await chat.RestoreAsync();
        await DaysAsync(400);
        (await _blobs.FindAsync(image, Cancel)).ShouldNotBeNull();
        await chat.DeleteAsync();
        await DaysAsync(62);
        (await _blobs.FindAsync(image, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_image_of_two_chats_stays_when_one_is_deleted()
    {
        (ChatWriter one, ChatWriter two) = (await ChatAsync(), await ChatAsync());
        string image = await SaveAsync();
        await SayAsync(one, image);
        await SayAsync(two, image);
        await one.DeleteAsync();
        await DaysAsync(200);
        (await _blobs.FindAsync(image, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Avatars_stay_those_of_chats_also_when_the_chat_has_another_one_now()
    {
        ChatWriter chat = await ChatAsync();
        (string first, string second, string home) = (await SaveAsync(), await SaveAsync(), await SaveAsync());
        await chat.StoreAsync(new ChatSettingsChanged(ChatWriter.NewCommand(), new() { Avatar = first }, null, chat.Now));
        await chat.StoreAsync(new ChatSettingsChanged(ChatWriter.NewCommand(), new() { Avatar = second }, null, chat.Now));
        _pinned.AddRange([null, home]);
        await DaysAsync(200);
        foreach (string id in (string[])[first, second, home])
        {
            (await _blobs.FindAsync(id, Cancel)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Where_it_cannot_be_known_what_is_in_use_nothing_is_deleted()
    {
        string image = await SaveAsync();
        _time.Advance(TimeSpan.FromDays(500));
        ImageSweep sweep = new(_blobs, _journal, static () => throw new IOException("broken"), _time);
        await Should.ThrowAsync<IOException>(() => sweep.RunAsync(Cancel));
        (await _blobs.FindAsync(image, Cancel)).ShouldNotBeNull();
    }

    private async Task<ChatWriter> ChatAsync()
    {
        ChatWriter chat = new(_journal, _time.GetUtcNow());
        await chat.CreateAsync();
        return chat;
    }

    private Task<string> SaveAsync() => _blobs.SaveAsync(new byte[] { ++_next }, Cancel);

    private static Task<long> SayAsync(ChatWriter chat, string image) => chat.StoreAsync(new UserSaid(
        ChatWriter.NewCommand(), new(Guid.CreateVersion7()), null, new(Guid.CreateVersion7()), new(Guid.CreateVersion7()), null, "page", [new ImageContentPart(image, "image/png", 1, 1, null)], chat.Now));

    // A sweep each day.
    private async Task DaysAsync(int days)
    {
        for (int day = 0; day < days; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            await _sweep.RunAsync(Cancel);
        }
    }
}
