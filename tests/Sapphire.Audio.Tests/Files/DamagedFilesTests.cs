using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Files;

public sealed class DamagedFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("audio/speech/jfk.wav")]
    [InlineData("audio/speech/jfk.flac")]
    [InlineData("audio/speech/jfk.mp3")]
    public void ADamagedFileIsReadOrRefused(string file) => Damage(file, 100).ShouldBeGreaterThan(0);

    [Theory]
    [Trait("tier", "soak")]
    [Trait("soak", "damaged-audio")]
    [InlineData("audio/speech/jfk.wav")]
    [InlineData("audio/speech/jfk.flac")]
    [InlineData("audio/speech/jfk.mp3")]
    public void ThousandsOfDamagedFilesAreReadOrRefused(string file) => Damage(file, 3000).ShouldBeGreaterThan(0);

    /// <summary>Returns how many of the damaged files could be read.</summary>
    private int Damage(string file, int times)
    {
        // The first two seconds are enough, and faster.
        byte[] whole = File.ReadAllBytes(TestData.Path(file));
        byte[] start = whole[..Math.Min(whole.Length, 64_000)];
        Random random = new(7);
        int read = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] damaged = [.. start];
            int places = random.Next(1, 30);
            for (int j = 0; j < places; j++)
            {
                // Half of the damage is where the headers are.
                int at = random.Next(2) == 0 ? random.Next(Math.Min(200, damaged.Length)) : random.Next(damaged.Length);
                damaged[at] = (byte)random.Next(256);
            }

            if (random.Next(3) == 0)
            {
                damaged = damaged[..random.Next(1, damaged.Length)];
            }

            try
            {
                SpeechAudio audio = AudioFileReader.Read(_folder.File("damaged", damaged), TimeSpan.FromSeconds(60));
                audio.SampleRate.ShouldBe(16_000);
                audio.Samples.Length.ShouldBeInRange(1, 60 * 16_000);
                read++;
            }
            catch (SpeechException e)
            {
                e.Code.ShouldBeOneOf("bad-audio", "too-long");
            }
        }

        return read;
    }
}
