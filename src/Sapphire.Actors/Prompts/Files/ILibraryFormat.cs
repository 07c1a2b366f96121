using System.Text.Json.Nodes;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>How one file of the library is written.</summary>
/// <typeparam name="T">What it means; immutable.</typeparam>
internal interface ILibraryFormat<T>
{
    /// <summary>What is in force where there is no file.</summary>
    T Factory { get; }

    /// <summary>Understands a file.</summary>
    /// <exception cref="Settings.SettingsException">A member has a value that it cannot have.</exception>
    T Read(JsonObject root, LibraryReader reader);

    /// <summary>Puts a value into what the file held; members that are not known stay where they are.</summary>
    void Merge(JsonObject root, T value);
}
