using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>ALSA and JACK write about a hundred lines to standard error while PortAudio looks for devices; here they are told not to.</summary>
internal static unsafe class QuietSoundSystem
{
    private static bool _done;

    /// <summary>Does it, once; by one thread at a time. A library that is missing says nothing anyway.</summary>
    public static void Ensure()
    {
        if (_done)
        {
            return;
        }

        _done = true;

        // A handler with a variable number of arguments: what it is given beyond the first ones is not looked at.
        Set("libasound.so.2", "snd_lib_error_set_handler", (IntPtr)(delegate* unmanaged[Cdecl]<IntPtr, int, IntPtr, int, IntPtr, void>)&AlsaSays);
        Set("libjack.so.0", "jack_set_error_function", (IntPtr)(delegate* unmanaged[Cdecl]<IntPtr, void>)&JackSays);
        Set("libjack.so.0", "jack_set_info_function", (IntPtr)(delegate* unmanaged[Cdecl]<IntPtr, void>)&JackSays);
    }

    private static void Set(string library, string function, IntPtr handler)
    {
        if (NativeLibrary.TryLoad(library, typeof(QuietSoundSystem).Assembly, null, out IntPtr handle) && NativeLibrary.TryGetExport(handle, function, out IntPtr set))
        {
            ((delegate* unmanaged[Cdecl]<IntPtr, void>)set)(handler);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AlsaSays(IntPtr file, int line, IntPtr function, int error, IntPtr format)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void JackSays(IntPtr text)
    {
    }
}
