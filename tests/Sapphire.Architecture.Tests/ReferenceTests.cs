using System.Reflection;
using System.Xml.Linq;

namespace Sapphire.Architecture.Tests;

/// <summary>References point one way: Kernel ← Persistence, Cluster; Actors → all of these and Audio; Web → Actors.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Sapphire.Kernel"] = [],
        ["Sapphire.Audio"] = [],
        ["Sapphire.Persistence"] = ["Sapphire.Kernel"],
        ["Sapphire.Cluster"] = ["Sapphire.Kernel"],
        ["Sapphire.Actors"] = ["Sapphire.Kernel", "Sapphire.Persistence", "Sapphire.Cluster", "Sapphire.Audio"],
        ["Sapphire.Web"] = ["Sapphire.Actors"],
    };

    [Fact]
    public void Every_project_is_in_the_table() => Repository.Projects.Keys.ShouldBe(Allowed.Keys, ignoreOrder: true);

    [Fact]
    public void Project_files_refer_only_to_what_is_allowed()
    {
        foreach (var (name, file) in Repository.Projects)
            References(file).Except(Allowed[name], StringComparer.Ordinal).ShouldBeEmpty($"{name} refers to what it may not know.");
    }

    [Fact]
    public void Compiled_assemblies_refer_only_to_what_is_allowed()
    {
        foreach (var name in Allowed.Keys)
        {
            var known = Reachable(name);
            Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(reference => reference.StartsWith("Sapphire.", StringComparison.Ordinal))
                .Except(known, StringComparer.Ordinal)
                .ShouldBeEmpty($"{name}.dll refers to what it may not know.");
        }
    }

    [Fact]
    public void Only_tests_refer_to_the_web_project() =>
        Repository.Files("src", "*.csproj").Concat(Repository.Files("benchmarks", "*.csproj"))
            .Where(file => References(file).Contains("Sapphire.Web", StringComparer.Ordinal))
            .Select(Repository.Relative).ShouldBeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Sapphire.sln"));
        Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")).Concat(Repository.Files("benchmarks", "*.csproj"))
            .Where(file => !solution.Contains(Path.GetFileName(file), StringComparison.Ordinal))
            .Select(Repository.Relative).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

    private static HashSet<string> Reachable(string name)
    {
        var known = new HashSet<string>(Allowed[name], StringComparer.Ordinal);
        foreach (var reference in Allowed[name])
            known.UnionWith(Reachable(reference));
        return known;
    }
}
