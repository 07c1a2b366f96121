using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Formats;

namespace Sapphire.Audio.Tests.Formats;

public sealed class WavWriterTests
{
    [Fact]
    public void TheHeaderIsRiffPcm16Mono()
    {
        byte[] file = Write([0f, 1f, -1f], 16_000);
        Encoding.ASCII.GetString(file, 0, 4).ShouldBe("RIFF");
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)).ShouldBe(file.Length - 8);
        Encoding.ASCII.GetString(file, 8, 8).ShouldBe("WAVEfmt ");
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(16)).ShouldBe(16);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(20)).ShouldBe((short)1);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(22)).ShouldBe((short)1);
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24)).ShouldBe(16_000);
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(28)).ShouldBe(32_000);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(32)).ShouldBe((short)2);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(34)).ShouldBe((short)16);
        Encoding.ASCII.GetString(file, 36, 4).ShouldBe("data");
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(40)).ShouldBe(6);
        file[44..].ShouldBe([0x00, 0x00, 0xFF, 0x7F, 0x01, 0x80]);
    }

    [Theory]
    [InlineData(2f, 32767)]
    [InlineData(-2f, -32767)]
    [InlineData(float.PositiveInfinity, 32767)]
    [InlineData(float.NaN, 0)]
    [InlineData(0.5f, 16384)]
    public void WhatIsOutOfRangeIsClipped(float sample, short expected) => WavWriter.ToPcm16(sample).ShouldBe(expected);

    [Fact]
    public void EverySampleComesBackWithinHalfAStep() =>
        Prop.ForAll(ArbMap.Default.ArbFor<short[]>(), values =>
        {
            float[] samples = [.. values.Select(v => v / 32768f)];
            byte[] file = Write(samples, 8_000);
            return file.Length == WavWriter.HeaderLength + 2 * samples.Length
                && Enumerable.Range(0, samples.Length).All(i =>
                    Math.Abs(BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(44 + 2 * i)) / 32767.0 - samples[i]) <= 0.5 / 32767 + 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ARateOfNothingIsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => Write([], 0));

    private static byte[] Write(float[] samples, int rate)
    {
        using MemoryStream stream = new();
        WavWriter.Write(stream, samples, rate);
        return stream.ToArray();
    }
}
