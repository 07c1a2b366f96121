namespace Sapphire.Audio.Devices;

/// <summary>A device of the sound system.</summary>
/// <param name="Number">Its number, as long as the sound system is not started anew.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hears">It has a microphone.</param>
/// <param name="Plays">It has a speaker.</param>
/// <param name="IsDefaultInput">The system's own choice of a microphone.</param>
/// <param name="IsDefaultOutput">The system's own choice of a speaker.</param>
/// <param name="SampleRate">The rate that it prefers, in Hz.</param>
public sealed record AudioDevice(int Number, string Name, bool Hears, bool Plays, bool IsDefaultInput, bool IsDefaultOutput, int SampleRate);
