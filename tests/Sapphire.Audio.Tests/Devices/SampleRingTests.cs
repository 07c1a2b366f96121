using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Devices;

namespace Sapphire.Audio.Tests.Devices;

/// <summary>The newest sound of a device: whole, in order, and what is lost is counted.</summary>
public sealed class SampleRingTests
{
    [Fact]
    public void What_is_read_and_what_is_dropped_is_what_was_written()
    {
        Prop.ForAll(Gen.Choose(0, 700).ArrayOf().ToArbitrary(), writes =>
        {
            SampleRing ring = new(1024);
            short[] frame = new short[64];
            long next = 0;
            long read = 0;
            for (int i = 0; i < writes.Length; i++)
            {
                ring.Write([.. Enumerable.Range(0, writes[i]).Select(k => (short)(next + k))]);
                next += writes[i];
                for (int reads = 0; reads < i % 4 && ring.TryRead(frame, out long first); reads++)
                {
                    first.ShouldBe(read + ring.Dropped);
                    frame.ShouldBe([.. Enumerable.Range(0, 64).Select(k => (short)(first + k))]);
                    read += 64;
                }
            }

            ring.Written.ShouldBe(next);
            (ring.Dropped % 64).ShouldBe(0, "whole frames are dropped");
            while (ring.TryRead(frame, out _))
            {
                read += 64;
            }

            (next - read - ring.Dropped).ShouldBeInRange(0, 63);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_reader_beside_a_writer_never_sees_half_a_frame()
    {
        SampleRing ring = new(1024);
        const int Total = 4_000_000;
        Task writer = Task.Run(() =>
        {
            short[] piece = new short[160];
            for (int at = 0; at < Total; at += piece.Length)
            {
                for (int i = 0; i < piece.Length; i++)
                {
                    piece[i] = (short)(at + i);
                }

                ring.Write(piece);
            }
        }, TestContext.Current.CancellationToken);
        short[] frame = new short[320];
        long end = 0;
        while (end < Total - 320)
        {
            if (ring.TryRead(frame, out long first))
            {
                first.ShouldBeGreaterThanOrEqualTo(end);
                for (int i = 0; i < frame.Length; i++)
                {
                    if (frame[i] != (short)(first + i))
                    {
                        throw new Xunit.Sdk.XunitException($"sample {first + i} is {frame[i]}");
                    }
                }

                end = first + frame.Length;
            }
            else if (writer.IsCompleted && ring.Waiting < 320)
            {
                break;
            }
        }

        await writer;
        ring.Written.ShouldBe(Total);
    }

    [Fact]
    public void Skipping_is_no_loss_and_peeking_takes_nothing()
    {
        SampleRing ring = new(1024);
        ring.Write(new short[900]);
        ring.Skip().ShouldBe(900);
        short[] newest = new short[100];
        ring.Write([.. Enumerable.Range(0, 320).Select(i => (short)i)]);
        ring.Peek(newest).ShouldBe(100);
        newest[99].ShouldBe((short)319);
        short[] frame = new short[320];
        ring.TryRead(frame, out long first).ShouldBeTrue();
        (first, ring.Dropped).ShouldBe((900, 0));
    }
}
