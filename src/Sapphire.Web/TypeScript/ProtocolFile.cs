using Sapphire.Web.Contracts;

namespace Sapphire.Web.TypeScript;

/// <summary>The page's <c>protocol.ts</c>: what the hub and HTTP say, generated from the C# contracts.</summary>
internal static class ProtocolFile
{
    private const string Relative = "ClientApp/src/generated/protocol.ts";

    /// <summary>Where the file belongs, in the repository that <paramref name="start"/> is in; null when it is in none.</summary>
    public static string? Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string project = Path.Combine(folder.FullName, "src", "Sapphire.Web");
            if (File.Exists(Path.Combine(project, "Sapphire.Web.csproj")))
            {
                return Path.Combine(project, Relative);
            }
        }

        return null;
    }

    /// <summary>The whole file.</summary>
    public static string Generate()
    {
        TypeScriptGenerator generator = new();
        generator.AddHub(typeof(IAssistantHub), "AssistantHubMethods");
        // Contracts of HTTP are the records of this namespace that the hub does not reach.
        foreach (Type type in typeof(IAssistantHub).Assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.Namespace == typeof(IAssistantHub).Namespace)
            .OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            generator.Add(type);
        }

        return generator.ToString();
    }
}
