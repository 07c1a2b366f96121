namespace Sapphire.Kernel.Configuration;

/// <summary>How the name in an include statement is to be read.</summary>
internal enum HoconIncludeKind
{
    /// <summary>A bare name: a URL, or else what lies beside the including text.</summary>
    Heuristic,

    /// <summary><c>file("…")</c></summary>
    File,

    /// <summary><c>url("…")</c></summary>
    Url,

    /// <summary><c>classpath("…")</c></summary>
    ClassPath,
}
