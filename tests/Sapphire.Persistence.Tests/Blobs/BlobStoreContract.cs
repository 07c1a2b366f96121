using System.Security.Cryptography;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Blobs;

namespace Sapphire.Persistence.Tests.Blobs;

/// <summary>What every store of blobs does.</summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    private IBlobStore _blobs = null!;

    private protected IBlobStore Blobs => _blobs;

    public virtual async ValueTask InitializeAsync() => _blobs = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await _blobs.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Bytes_come_back_under_their_hash()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(200_000);
        string id = await Blobs.SaveAsync(bytes);
        id.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await Blobs.FindAsync(id)).ShouldNotBeNull().ToArray().ShouldBe(bytes);
        (await Blobs.ExistsAsync(id)).ShouldBeTrue();
        await using IBlobStore other = await OpenAsync();
        (await other.FindAsync(id)).ShouldNotBeNull().ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task The_same_bytes_at_once_are_kept_once()
    {
        byte[] bytes = [1, 2, 3];
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Blobs.SaveAsync(bytes)));
        ids.Distinct().ShouldHaveSingleItem();
        (await Blobs.FindAsync(ids[0])).ShouldNotBeNull().ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_id_or_unknown_finds_nothing(string id)
    {
        (await Blobs.FindAsync(id)).ShouldBeNull();
        (await Blobs.ExistsAsync(id)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_not_renewed_for_long_is_listed_and_deleted_and_what_was_kept_again_is_not()
    {
        string old = await Blobs.SaveAsync(new byte[] { 1 });
        string renewed = await Blobs.SaveAsync(new byte[] { 2 });
        string again = await Blobs.SaveAsync(new byte[] { 3 });
        Time.Advance(TimeSpan.FromDays(10));
        DateTimeOffset limit = Time.GetUtcNow() - TimeSpan.FromDays(5);
        (await Blobs.ListAsync(limit)).Select(static b => b.Id).ShouldBe([old, renewed, again], ignoreOrder: true);
        (await Blobs.ListAsync(limit)).ShouldAllBe(b => (Time.GetUtcNow() - b.KeptAt - TimeSpan.FromDays(10)).Duration() < TimeSpan.FromMinutes(5));
        await Blobs.RenewAsync(renewed);
        await Blobs.SaveAsync(new byte[] { 3 });
        await Blobs.RenewAsync(new string('0', 64));
        (await Blobs.ListAsync(limit)).Select(static b => b.Id).ShouldBe([old]);
        (await Blobs.DeleteAsync(renewed, limit)).ShouldBeFalse();
        (await Blobs.DeleteAsync("../x", limit)).ShouldBeFalse();
        (await Blobs.DeleteAsync(old, limit)).ShouldBeTrue();
        (await Blobs.DeleteAsync(old, limit)).ShouldBeFalse();
        (await Blobs.FindAsync(old)).ShouldBeNull();
        (await Blobs.FindAsync(renewed)).ShouldNotBeNull();
        (await Blobs.FindAsync(again)).ShouldNotBeNull();
    }

    private protected ManualTimeProvider Time { get; } = new();

    private protected abstract Task<IBlobStore> OpenAsync();
}
