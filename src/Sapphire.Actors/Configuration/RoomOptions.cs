using System.Text.RegularExpressions;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.room</c>: the room in which this machine has a microphone and a speaker.</summary>
public sealed partial record RoomOptions
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 40;

    /// <summary>What a name may be, for a person.</summary>
    public const string NameRule = "1 to 40 letters, digits, spaces, dashes and underscores, beginning with a letter or digit";

    /// <summary>The name of the room; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The address of its microphone.</summary>
    public string Microphone { get; init; } = "default";

    /// <summary>The address of its speaker.</summary>
    public string Speaker { get; init; } = "default";

    /// <summary>It listens while a key or a button is held.</summary>
    public bool PushToTalk { get; init; } = true;

    /// <summary>It listens all the time, and finds the end of what is said itself.</summary>
    public bool HandsFree { get; init; }

    /// <summary>Whether a room may have this name.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    internal static RoomOptions Read(OptionsReader reader)
    {
        RoomOptions defaults = new();
        string name = reader.Text("room.name", defaults.Name);
        if (name.Length > 0 && !IsName(name))
        {
            reader.Problem("room.name", $"is '{name}'; allowed is {NameRule}");
        }

        return new()
        {
            Name = name,
            Microphone = reader.Text("room.microphone", defaults.Microphone),
            Speaker = reader.Text("room.speaker", defaults.Speaker),
            PushToTalk = reader.Flag("room.push-to-talk", defaults.PushToTalk),
            HandsFree = reader.Flag("room.hands-free", defaults.HandsFree),
        };
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd} _-]{0,39}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
