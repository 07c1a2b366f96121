using System.Buffers.Binary;
using System.Runtime.Serialization;
using Sapphire.Audio.Workers;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// <see cref="SoundChunk"/> as bytes: one copy each way.
/// <code>
/// | first sample 8 | last 1 | rate 4 | engine time, ticks 8 | samples, 2 each |      little-endian
/// </code>
/// </summary>
internal sealed class SoundChunkSerializer(ActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Chunk = "S1";
    private const int Header = 21;

    /// <inheritdoc />
    public override int Identifier => 1011;

    /// <inheritdoc />
    public override string Manifest(object o) => o is SoundChunk ? Chunk : throw new SerializationException($"{o?.GetType()} is no sound.");

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        if (obj is not SoundChunk chunk) throw new SerializationException($"{obj?.GetType()} is no sound.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Header + (chunk.Samples.Length * sizeof(short)));
        Span<byte> header = bytes;
        BinaryPrimitives.WriteInt64LittleEndian(header, chunk.From);
        header[8] = chunk.IsLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(header[9..], chunk.SampleRate);
        BinaryPrimitives.WriteInt64LittleEndian(header[13..], chunk.EngineTime.Ticks);
        Pcm.Write(chunk.Samples.Span, header[Header..]);
        return bytes;
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (manifest != Chunk) throw new SerializationException($"There is no sound '{manifest}'.");
        if (bytes.Length < Header || (bytes.Length - Header) % sizeof(short) != 0) throw new SerializationException($"{bytes.Length} bytes are no sound.");
        ReadOnlySpan<byte> header = bytes;
        long from = BinaryPrimitives.ReadInt64LittleEndian(header);
        if (from < 0) throw new SerializationException($"Sound cannot begin at sample {from}.");
        short[] samples = GC.AllocateUninitializedArray<short>((bytes.Length - Header) / sizeof(short));
        Pcm.Read(header[Header..], samples);
        return new SoundChunk(from, header[8] == 1, BinaryPrimitives.ReadInt32LittleEndian(header[9..]), TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(header[13..])), samples);
    }
}
