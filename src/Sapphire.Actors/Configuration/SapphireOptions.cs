using Microsoft.Extensions.Configuration;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Actors.Configuration;

/// <summary>
/// What an operator sets for a node: section <c>sapphire</c> of the configuration. The defaults here equal those of
/// <c>hocon/sapphire.conf</c>.
/// </summary>
public sealed record SapphireOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "sapphire";

    /// <summary>The section of the actor system's settings.</summary>
    public const string AkkaSection = "akka";

    /// <summary>Listeners and logins.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>Where events are stored.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>How nodes do speech for each other.</summary>
    public ClusterSpeechSettings ClusterSpeech { get; init; } = new();

    /// <summary>Whether and how this program is one of several nodes.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>How events are stored.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Limits of chats and turns.</summary>
    public ChatOptions Chat { get; init; } = new();

    /// <summary>How model servers are reached.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>The processes that run the speech engines.</summary>
    public WorkerOptions Workers { get; init; } = new();

    /// <summary>The microphone and speaker of this machine.</summary>
    public RoomOptions Room { get; init; } = new();

    /// <summary>Log files.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>How the server stops.</summary>
    public ShutdownOptions Shutdown { get; init; } = new();

    /// <summary>The settings of the actor system: section <c>akka</c>, beside section <c>sapphire</c>.</summary>
    public Config Akka { get; init; } = ConfigurationFactory.Empty;

    /// <summary>True when this node keeps nothing of its own: settings, keys, logins and memory are in the database.</summary>
    public bool SharesState => Storage.Kind == StorageKind.PostgreSql && (Storage.Shared || Cluster.HasBroker);

    /// <summary>Reads and checks the sections; a key that is missing has its default.</summary>
    /// <exception cref="SapphireOptionsException">A value is not allowed or a key is not known; names all of them.</exception>
    public static SapphireOptions Read(IConfiguration configuration)
    {
        var reader = new OptionsReader(configuration);
        var options = Read(reader);
        reader.ThrowOnProblems();
        return options;
    }

    internal static SapphireOptions Read(OptionsReader reader)
    {
        var options = new SapphireOptions
        {
            Web = WebOptions.Read(reader),
            Storage = StorageOptions.Read(reader),
            ClusterSpeech = ClusterSpeechSettings.Read(reader),
            Cluster = ClusterOptions.Read(reader),
            Journal = JournalOptions.Read(reader),
            Chat = ChatOptions.Read(reader),
            Models = ModelOptions.Read(reader),
            Workers = WorkerOptions.Read(reader),
            Room = RoomOptions.Read(reader),
            Log = LogOptions.Read(reader),
            Shutdown = ShutdownOptions.Read(reader),
            Akka = reader.Akka(),
        };
        reader.ReportUnknownKeys();
        return options;
    }
}
