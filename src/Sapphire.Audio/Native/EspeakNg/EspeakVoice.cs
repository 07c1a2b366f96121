namespace Sapphire.Audio.Native.EspeakNg;

/// <summary>A voice as espeak-ng lists it.</summary>
/// <param name="Name">With underscores: <c>English_(America)</c>.</param>
/// <param name="Language">In lower case: <c>en-us</c>.</param>
/// <param name="Identifier">Its file: <c>gmw/en-US</c>; unique.</param>
internal sealed record EspeakVoice(string Name, string Language, string Identifier);
