namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary>A word of a result, in time.</summary>
/// <param name="Word">As it stands in the dictionary: <c>read(2)</c>, <c>&lt;sil&gt;</c>.</param>
/// <param name="First">Its first frame of 10 ms, counted from the begin of the utterance's speech.</param>
/// <param name="Last">Its last frame.</param>
/// <param name="Acoustic">The acoustic score.</param>
/// <param name="Posterior">How probable the word is, 0 to 1; 1 where the search gives no posteriors (a grammar).</param>
internal readonly record struct Segment(string Word, int First, int Last, int Acoustic, double Posterior)
{
    /// <summary>Whether it is silence or noise.</summary>
    public bool IsFiller => Word.Length == 0 || Word[0] is '<' or '[' or '+' || Word == "(NULL)";

    /// <summary>The word without the mark of its variant.</summary>
    public string Plain => Word.EndsWith(')') && Word.IndexOf('(', StringComparison.Ordinal) is > 0 and var mark ? Word[..mark] : Word;
}
