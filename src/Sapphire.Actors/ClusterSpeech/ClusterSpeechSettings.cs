using Sapphire.Actors.Configuration;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Section <c>sapphire.cluster.speech</c>: recognition and synthesis by the nodes with the roles <c>stt</c> and <c>tts</c>.</summary>
public sealed record ClusterSpeechSettings
{
    /// <summary>How many jobs may wait in one queue; a further one is refused as <c>busy</c>. The same on every node.</summary>
    public int QueueLength { get; init; } = 100;

    /// <summary>How many nodes may be lost over one job before it is given up. The same on every node.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long a job waits for a node that has the role and no time for it. Whatever takes it later drops it.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job waits for a node with the role, or for the broker, before its person is told that there is none.</summary>
    public TimeSpan AbsenceTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the two sides of a job say that they are there.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A side that says nothing for so long is given up: the job goes to another node, or ends.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node that stops goes on with its jobs; those that are left are given to others.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest utterance; all its sound is kept until there is a text.</summary>
    public TimeSpan LongestUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the setting.</exception>
    public ClusterSpeechSettings Checked()
    {
        if (QueueLength < 1 || Attempts < 1) throw new ArgumentException("A speech queue holds at least one job, and each is tried at least once.");
        if (QueueTimeout <= TimeSpan.Zero || AbsenceTimeout <= TimeSpan.Zero || KeepAlive <= TimeSpan.Zero || DrainTimeout <= TimeSpan.Zero || LongestUtterance <= TimeSpan.Zero)
        {
            throw new ArgumentException("The time limits of speech in the cluster must be more than 0.");
        }

        if (SilenceTimeout < 2 * KeepAlive) throw new ArgumentException($"sapphire.cluster.speech.silence-timeout ({SilenceTimeout}) must be at least twice the keep-alive ({KeepAlive}): one lost message would end a job.");
        return this;
    }

    internal static ClusterSpeechSettings Read(OptionsReader reader)
    {
        ClusterSpeechSettings defaults = new();
        TimeSpan second = TimeSpan.FromSeconds(1);
        TimeSpan minute = TimeSpan.FromMinutes(1);
        return new()
        {
            QueueLength = reader.Int("cluster.speech.queue-length", defaults.QueueLength, 1, 10_000),
            Attempts = reader.Int("cluster.speech.attempts", defaults.Attempts, 1, 10),
            QueueTimeout = reader.Duration("cluster.speech.queue-timeout", defaults.QueueTimeout, second, 10 * minute),
            AbsenceTimeout = reader.Duration("cluster.speech.absence-timeout", defaults.AbsenceTimeout, second, minute),
            SilenceTimeout = reader.Duration("cluster.speech.silence-timeout", defaults.SilenceTimeout, 2 * defaults.KeepAlive, minute),
            DrainTimeout = reader.Duration("cluster.speech.drain-timeout", defaults.DrainTimeout, second, minute),
        };
    }
}
