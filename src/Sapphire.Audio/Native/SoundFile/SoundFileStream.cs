using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.SoundFile;

/// <summary>A stream that libsndfile reads or writes. An exception must not cross the library: it is kept, and thrown by <see cref="ThrowIfFailed"/>.</summary>
internal sealed unsafe class SoundFileStream : IDisposable
{
    private readonly Stream _stream;
    private GCHandle _self;
    private Exception? _failure;

    public SoundFileStream(Stream stream)
    {
        _stream = stream;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>What the callbacks are given.</summary>
    public IntPtr User => GCHandle.ToIntPtr(_self);

    /// <summary>The callbacks.</summary>
    public static SoundFileLibrary.VirtualIo Callbacks => new()
    {
        Length = &Length,
        Seek = &Seek,
        Read = &Read,
        Write = &Write,
        Tell = &Tell,
    };

    /// <summary>Throws what the stream has thrown inside of a call.</summary>
    /// <exception cref="IOException">The stream could not be read or written.</exception>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new IOException(_failure.Message, _failure);
        }
    }

    /// <summary>To be called after the file was closed. The stream stays open.</summary>
    public void Dispose() => _self.Free();

    [UnmanagedCallersOnly]
    private static long Length(IntPtr user) => Of(user).Guard(static (s, _) => s.Length);

    [UnmanagedCallersOnly]
    private static long Tell(IntPtr user) => Of(user).Guard(static (s, _) => s.Position);

    [UnmanagedCallersOnly]
    private static long Seek(long offset, int whence, IntPtr user) =>
        // SEEK_SET, SEEK_CUR and SEEK_END have the values of SeekOrigin. A damaged file may ask for a place before its beginning.
        Of(user).Guard(
            static (s, to) =>
            {
                long position = to.Offset + (to.Whence switch { 0 => 0, 1 => s.Position, _ => s.Length });
                return position < 0 ? -1 : s.Position = position;
            },
            (Offset: offset, Whence: whence));

    [UnmanagedCallersOnly]
    private static long Read(byte* data, long count, IntPtr user) =>
        Of(user).Guard(static (s, to) => s.ReadAtLeast(new Span<byte>((byte*)to.Data, to.Count), to.Count, throwOnEndOfStream: false), (Data: (IntPtr)data, Count: Size(count)));

    [UnmanagedCallersOnly]
    private static long Write(byte* data, long count, IntPtr user) =>
        Of(user).Guard(
            static (s, from) =>
            {
                s.Write(new ReadOnlySpan<byte>((byte*)from.Data, from.Count));
                return from.Count;
            },
            (Data: (IntPtr)data, Count: Size(count)));

    private static int Size(long count) => (int)Math.Clamp(count, 0, int.MaxValue);

    private static SoundFileStream Of(IntPtr user) => (SoundFileStream)GCHandle.FromIntPtr(user).Target!;

    private long Guard(Func<Stream, int, long> action) => Guard(action, 0);

#pragma warning disable CA1031 // No exception may leave a callback.
    private long Guard<T>(Func<Stream, T, long> action, T argument)
    {
        try
        {
            return _failure is null ? action(_stream, argument) : 0;
        }
        catch (Exception e)
        {
            _failure = e;
            return 0;
        }
    }
#pragma warning restore CA1031
}
