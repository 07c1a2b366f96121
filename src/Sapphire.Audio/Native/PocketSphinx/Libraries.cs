using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary>The functions of libpocketsphinx and libsphinxbase 5prealpha that are used; see pocketsphinx.h and sphinxbase's cmd_ln.h, cmn.h, feat.h.</summary>
internal static unsafe partial class Libraries
{
    public const string PocketSphinx = "libpocketsphinx.so.3";
    public const string SphinxBase = "libsphinxbase.so.3";

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_args();

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_init(nint config);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_free(nint decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_start_stream(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_start_utt(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_process_raw(DecoderHandle decoder, short* samples, nuint count, int noSearch, int fullUtterance);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_end_utt(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_get_n_frames(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial byte* ps_get_hyp(DecoderHandle decoder, out int score);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_seg_iter(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_seg_next(nint segment);

    [LibraryImport(PocketSphinx)]
    public static partial byte* ps_seg_word(nint segment);

    [LibraryImport(PocketSphinx)]
    public static partial void ps_seg_frames(nint segment, out int first, out int last);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_seg_prob(nint segment, out int acoustic, out int language, out int back);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_get_logmath(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    public static partial FeatureComputation* ps_get_feat(DecoderHandle decoder);

    [LibraryImport(PocketSphinx, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_set_jsgf_string(DecoderHandle decoder, string name, string grammar);

    [LibraryImport(PocketSphinx, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_set_search(DecoderHandle decoder, string name);

    [LibraryImport(PocketSphinx, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* ps_lookup_word(DecoderHandle decoder, string word);

    [LibraryImport(PocketSphinx, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_add_word(DecoderHandle decoder, string word, string phones, int update);

    [LibraryImport(SphinxBase)]
    public static partial nint cmd_ln_parse_r(nint inout, nint definitions, int count, byte** arguments, int strict);

    [LibraryImport(SphinxBase)]
    public static partial int cmd_ln_free_r(nint config);

    [LibraryImport(SphinxBase)]
    public static partial double logmath_exp(nint logmath, int value);

    [LibraryImport(SphinxBase)]
    public static partial void cmn_live_get(nint normalization, float* means);

    [LibraryImport(SphinxBase)]
    public static partial void cmn_live_set(nint normalization, float* means);

    // A memory block of the C library, which ps_lookup_word leaves to its caller.
    [LibraryImport("libc")]
    public static partial void free(void* block);
}
