using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.SoundFile;

/// <summary>libsndfile 1.2 (sndfile.h). Debian: package <c>libsndfile1</c>.</summary>
internal static unsafe partial class SoundFileLibrary
{
    /// <summary><c>SFM_READ</c>.</summary>
    public const int Read = 0x10;

    /// <summary><c>SFM_WRITE</c>.</summary>
    public const int Write = 0x20;

    /// <summary>Frames that are read or written in one call: Vorbis keeps what it is given on the stack, and overflows it with two minutes.</summary>
    public const int BlockFrames = 4096;

    private const string Name = "libsndfile.so.1";

    // sf_strerror(NULL) is the last failed open of the whole process.
    private static readonly Lock Gate = new();

    /// <summary>Loads the library.</summary>
    /// <exception cref="EngineUnavailableException">It is missing.</exception>
    public static void Require() => SharedLibrary.Require(EngineNames.SoundFile, Name, "libsndfile1");

    /// <summary>Opens a file.</summary>
    /// <param name="io">Its callbacks; copied.</param>
    /// <param name="mode"><see cref="Read"/> or <see cref="Write"/>.</param>
    /// <param name="info">What is known of its content.</param>
    /// <param name="user">For the callbacks.</param>
    /// <param name="error">Why it did not open; empty when it did.</param>
    public static SoundFileHandle Open(VirtualIo* io, int mode, ref Info info, IntPtr user, out string error)
    {
        lock (Gate)
        {
            SoundFileHandle file = OpenVirtual(io, mode, ref info, user);
            error = file.IsInvalid ? Marshal.PtrToStringUTF8((IntPtr)ErrorText(IntPtr.Zero)) ?? "" : "";
            return file;
        }
    }

    [LibraryImport(Name, EntryPoint = "sf_readf_float")]
    public static partial long ReadFrames(SoundFileHandle file, float* samples, long frames);

    [LibraryImport(Name, EntryPoint = "sf_writef_short")]
    public static partial long WriteFrames(SoundFileHandle file, short* samples, long frames);

    [LibraryImport(Name, EntryPoint = "sf_close")]
    public static partial int Close(IntPtr file);

    [LibraryImport(Name, EntryPoint = "sf_open_virtual")]
    private static partial SoundFileHandle OpenVirtual(VirtualIo* io, int mode, ref Info info, IntPtr user);

    [LibraryImport(Name, EntryPoint = "sf_strerror")]
    private static partial byte* ErrorText(IntPtr file);

    /// <summary><c>SF_INFO</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public long Frames;
        public int SampleRate;
        public int Channels;
        public int Format;
        public int Sections;
        public int Seekable;
    }

    /// <summary><c>SF_VIRTUAL_IO</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct VirtualIo
    {
        public delegate* unmanaged<IntPtr, long> Length;
        public delegate* unmanaged<long, int, IntPtr, long> Seek;
        public delegate* unmanaged<byte*, long, IntPtr, long> Read;
        public delegate* unmanaged<byte*, long, IntPtr, long> Write;
        public delegate* unmanaged<IntPtr, long> Tell;
    }
}
