namespace Sapphire.Actors.Operations;

/// <summary>Compares versions of the program.</summary>
internal static class PeerVersion
{
    /// <summary><c>same</c>, <c>newer</c>, <c>older</c>; <c>other</c> where that cannot be told.</summary>
    /// <param name="theirs">Of the other node.</param>
    /// <param name="ours">Of this one.</param>
    public static string Compare(string theirs, string ours)
    {
        if (theirs == ours) return "same";
        if (!Version.TryParse(Numbers(theirs), out Version? their) || !Version.TryParse(Numbers(ours), out Version? our)) return "other";
        return their.CompareTo(our) switch
        {
            > 0 => "newer",
            < 0 => "older",
            _ => "other",
        };
    }

    // "1.2.0-preview.3" has the numbers "1.2.0".
    private static string Numbers(string version) => version.Split('-', '+')[0];
}
