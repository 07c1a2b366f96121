using System.Reflection;

namespace Sapphire.Kernel.Configuration;

/// <summary>What a text was read from: nothing, a file, or a resource that is embedded in an assembly.</summary>
/// <param name="Name">The full path of the file, or <c>resource:</c> and the name of the resource; null for a bare text.</param>
/// <param name="Assembly">The assembly of a resource.</param>
/// <param name="Resource">The name of the resource in its assembly.</param>
internal sealed record HoconSource(string? Name, Assembly? Assembly = null, string? Resource = null)
{
    private static readonly string[] Extensions = [".properties", ".json", ".conf"];

    /// <summary>A text that was read from nowhere, which nothing can be relative to.</summary>
    public static HoconSource None { get; } = new((string?)null);

    /// <summary>The extensions that say what a file holds, in the order in which files of one name override each other.</summary>
    public static IReadOnlyList<string> KnownExtensions => Extensions;

    public bool IsFile => Name is not null && Assembly is null;

    public static HoconSource OfFile(string fullPath) => new(fullPath);

    public static HoconSource OfResource(Assembly assembly, string resource) => new("resource:" + resource, assembly, resource);

    public static bool HasKnownExtension(string name) => Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    public bool Is(string extension) => Name?.EndsWith(extension, StringComparison.OrdinalIgnoreCase) == true;
}
