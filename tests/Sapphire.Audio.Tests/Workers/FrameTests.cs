using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Workers;

namespace Sapphire.Audio.Tests.Workers;

public sealed class FrameTests
{
    private static readonly FrameKind[] Kinds = [.. Enum.GetValues<FrameKind>().Where(kind => kind != FrameKind.None)];

    [Fact]
    public void What_is_written_is_read()
    {
        Gen<(FrameKind Kind, long Job, byte[] Payload)> frame =
            from kind in Gen.Elements(Kinds)
            from job in Gen.Choose(0, int.MaxValue)
            from length in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(4000, 9000))
            from seed in Gen.Choose(0, 255)
            select (kind, (long)job << 20, Bytes(length, seed));
        Prop.ForAll(frame.ListOf().ToArbitrary(), frames =>
        {
            MemoryStream stream = new();
            FrameWriter writer = new(stream);
            foreach ((FrameKind kind, long job, byte[] payload) in frames) writer.Write(kind, job, payload);
            stream.Position = 0;
            FrameReader reader = new(new Trickle(stream));
            foreach ((FrameKind kind, long job, byte[] payload) in frames)
            {
                Frame read = reader.Read().ShouldNotBeNull();
                read.Kind.ShouldBe(kind);
                read.Job.ShouldBe(job);
                read.Payload.Span.SequenceEqual(payload).ShouldBeTrue();
            }

            reader.Read().ShouldBeNull();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Garbage_is_a_frame_or_a_precise_error_whether_read_with_or_without_a_thread()
    {
        Gen<byte[]> bytes = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf();
        Gen<byte[]> damaged =
            from kind in Gen.Choose(0, 60)
            from length in Gen.OneOf(Gen.Choose(0, 64), Gen.Choose(int.MinValue, int.MaxValue))
            from reserved in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(1, 255)))
            from job in Gen.Choose(-2, 100)
            from rest in bytes
            select Damaged(kind, length, reserved, job, rest);
        Prop.ForAll(Gen.OneOf(bytes, damaged).ToArbitrary(), input =>
        {
            string one = ReadAll(new FrameReader(new MemoryStream(input)));
            Task<string> other = ReadAllAsync(new FrameReader(new MemoryStream(input)));
            // A stream in memory never waits.
            other.IsCompletedSuccessfully.ShouldBeTrue();
#pragma warning disable VSTHRD002 // It is completed.
            one.ShouldBe(other.Result);
#pragma warning restore VSTHRD002
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 0, 0, 0L, "is of kind 0, which there is not")]
    [InlineData(0, 200, 0, 0L, "is of kind 200, which there is not")]
    [InlineData(0, 1, 7, 0L, "The header of a frame of kind Hello is damaged")]
    [InlineData(-1, 4, 0, 0L, "A frame of kind Audio announces -1 bytes; at most 1048576 are allowed")]
    [InlineData(int.MaxValue, 4, 0, 0L, "announces 2147483647 bytes")]
    [InlineData(4, 4, 0, -5L, "belongs to job -5")]
    [InlineData(4, 4, 0, 1L, "closed within a frame of kind Audio: 0 of 4 bytes came")]
    public void What_is_wrong_is_said(int length, int kind, int reserved, long job, string error) =>
        Should.Throw<FrameFormatException>(() => new FrameReader(new MemoryStream(Damaged(kind, length, reserved, job, []))).Read()).Message.ShouldContain(error);

    [Fact]
    public void A_link_that_is_closed_within_a_header_is_damaged() =>
        Should.Throw<FrameFormatException>(() => new FrameReader(new MemoryStream(new byte[5])).Read()).Message.ShouldBe("The link was closed within a header: 5 of 16 bytes came.");

    [Fact]
    public void Sound_keeps_its_samples_and_goes_in_frames_of_a_bounded_size()
    {
        short[] sound = [.. Enumerable.Range(0, Pcm.MaxSamples + 1000).Select(i => unchecked((short)(i * 7)))];
        MemoryStream stream = new();
        new FrameWriter(stream).WriteSound(FrameKind.Audio, 3, sound);
        stream.Position = 0;
        FrameReader reader = new(stream);
        short[] back = new short[sound.Length];
        int count = 0;
        int frames = 0;
        while (reader.Read() is { } frame)
        {
            count += Pcm.Read(frame.Payload.Span, back.AsSpan(count));
            frames++;
        }

        frames.ShouldBe(2);
        count.ShouldBe(sound.Length);
        back.ShouldBe(sound);
        Should.Throw<FrameFormatException>(() => Pcm.Read(new byte[3], back)).Message.ShouldBe("3 bytes of sound are no whole samples.");
    }

    [Fact]
    public void Samples_are_little_endian()
    {
        MemoryStream stream = new();
        new FrameWriter(stream).WriteSound(FrameKind.Sound, 1, [0x0102, -2]);
        stream.ToArray()[Frame.HeaderLength..].ShouldBe([0x02, 0x01, 0xfe, 0xff]);
    }

    [Fact]
    public void A_frame_that_is_too_long_is_not_written() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new FrameWriter(new MemoryStream()).Write(FrameKind.Audio, 1, new byte[Frame.MaxPayload + 1]));

    [Fact]
    public void Frames_of_sound_allocate_nothing()
    {
        MemoryStream stream = new(new byte[1 << 20]);
        FrameWriter writer = new(stream);
        FrameReader reader = new(stream);
        short[] sound = new short[640];
        Round(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(500);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200);

        void Round(int count)
        {
            stream.Position = 0;
            for (int i = 0; i < count; i++) writer.WriteSound(FrameKind.Sound, 1, sound);
            stream.Position = 0;
            for (int i = 0; i < count; i++) reader.Read();
        }
    }

    [Fact]
    public void A_control_frame_that_is_not_what_it_should_be_is_named()
    {
        Frame frame = new(FrameKind.Hello, 0, "{\"protocol\":\"x\"}"u8.ToArray());
        Should.Throw<FrameFormatException>(() => WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerHello)).Message.ShouldStartWith("A frame of kind Hello holds no WorkerHello:");
        Should.Throw<FrameFormatException>(() => WorkerJson.Read(frame with { Payload = "null"u8.ToArray() }, WorkerJsonContext.Default.WorkerHello));
    }

    private static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + seed))];

    private static byte[] Damaged(int kind, int length, int reserved, long job, byte[] rest)
    {
        byte[] bytes = new byte[Frame.HeaderLength + rest.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        bytes[4] = (byte)kind;
        bytes[6] = (byte)reserved;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), job);
        rest.CopyTo(bytes, Frame.HeaderLength);
        return bytes;
    }

    private static string ReadAll(FrameReader reader)
    {
        string frames = "";
        try
        {
            while (reader.Read() is { } frame) frames += $"{frame.Kind} {frame.Job} {frame.Payload.Length};";
        }
        catch (FrameFormatException e)
        {
            frames += e.Message;
        }

        return frames;
    }

    private static async Task<string> ReadAllAsync(FrameReader reader)
    {
        string frames = "";
        try
        {
            while (await reader.ReadAsync(CancellationToken.None) is { } frame) frames += $"{frame.Kind} {frame.Job} {frame.Payload.Length};";
        }
        catch (FrameFormatException e)
        {
            frames += e.Message;
        }

        return frames;
    }

    /// <summary>Gives a few bytes at a time, as a socket may.</summary>
    private sealed class Trickle(Stream inner) : Stream
    {
        private int _turn;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, 1 + (_turn++ % 700)));

        public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, 1 + (_turn++ % 700))]);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
