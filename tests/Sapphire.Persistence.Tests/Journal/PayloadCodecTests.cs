using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>What is compressed, and what the checksum guards.</summary>
public sealed class PayloadCodecTests
{
    private static readonly byte[] Payload = [.. "{\"text\":\"hello\"}"u8];

    [Theory]
    [InlineData(0, PayloadCodec.Plain)]
    [InlineData(PayloadCodec.Threshold - 1, PayloadCodec.Plain)]
    [InlineData(PayloadCodec.Threshold, PayloadCodec.Brotli)]
    [InlineData(100_000, PayloadCodec.Brotli)]
    public void From_the_threshold_on_a_payload_is_compressed(int length, int encoding)
    {
        byte[] payload = new byte[length];
        StoredPayload stored = PayloadCodec.Encode("a", 1, "test.event.1", payload);
        stored.Encoding.ShouldBe(encoding);
        (stored.Bytes.Length < length).ShouldBe(encoding == PayloadCodec.Brotli);
        PayloadCodec.Decode("a", 1, "test.event.1", stored).ShouldBe(payload);
    }

    [Theory]
    [InlineData(PayloadCodec.Threshold)]
    [InlineData(100_000)]
    public void What_compression_does_not_make_smaller_is_stored_as_it_is(int length)
    {
        byte[] payload = new byte[length];
        new Random(7).NextBytes(payload);
        StoredPayload stored = PayloadCodec.Encode("a", 1, "test.event.1", payload);
        stored.Encoding.ShouldBe(PayloadCodec.Plain);
        stored.Bytes.ShouldBe(payload);
        PayloadCodec.Decode("a", 1, "test.event.1", stored).ShouldBe(payload);
    }

    [Theory]
    [InlineData("b", 1, "test.event.1")]
    [InlineData("a", 2, "test.event.1")]
    [InlineData("a", 1, "test.event.2")]
    [InlineData("at", 1, "est.event.1")]
    public void A_row_that_moved_to_another_id_number_or_manifest_is_refused(string id, long sequenceNr, string manifest)
    {
        StoredPayload stored = PayloadCodec.Encode("a", 1, "test.event.1", Payload);
        StorageException error = Should.Throw<StorageException>(() => PayloadCodec.Decode(id, sequenceNr, manifest, stored));
        error.Reason.ShouldBe(StorageReason.Corrupt);
        error.PersistenceId.ShouldBe(id);
        error.Message.ShouldContain("its checksum does not match");
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        StoredPayload stored = PayloadCodec.Encode("a", 1, "test.event.1", Payload);
        for (int bit = 0; bit < Payload.Length * 8; bit++)
        {
            byte[] damaged = [.. stored.Bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Should.Throw<StorageException>(() => PayloadCodec.Decode("a", 1, "test.event.1", stored with { Bytes = damaged })).Reason.ShouldBe(StorageReason.Corrupt);
        }
    }

    [Fact]
    public void A_row_of_before_checksums_is_read() =>
        PayloadCodec.Decode("a", 1, "test.event.1", new(Payload, PayloadCodec.Plain, null)).ShouldBe(Payload);

    [Fact]
    public void A_damaged_length_asks_for_no_memory()
    {
        // Two gigabytes, said to be in nine bytes.
        byte[] bytes = [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0];
        Should.Throw<StorageException>(() => PayloadCodec.Decode("a", 1, "test.event.1", new(bytes, PayloadCodec.Brotli, null))).Message.ShouldContain("cannot be unpacked");
    }
}
