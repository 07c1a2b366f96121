namespace Sapphire.Audio.Text;

/// <summary>A sentence of a reply, ready to be spoken.</summary>
/// <param name="Start">Where it begins in the text of the reply, in UTF-16 units.</param>
/// <param name="End">Where it ends there.</param>
/// <param name="Text">Its words for speech, without Markdown, code and signs that are not spoken; never empty.</param>
public sealed record SpokenSentence(int Start, int End, string Text);
