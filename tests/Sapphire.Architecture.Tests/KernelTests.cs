using System.Reflection;
using System.Text.RegularExpressions;

namespace Sapphire.Architecture.Tests;

/// <summary>The kernel knows nothing of the assistant: it could be replaced by the package whose names it has.</summary>
public sealed partial class KernelTests
{
    [Theory]
    [InlineData("Sapphire.Kernel")]
    [InlineData("Sapphire.Kernel.TestKit")]
    public void No_type_or_namespace_has_a_word_of_the_domain(string assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        if (!File.Exists(file))
            file = Repository.Files("tests", assembly + ".csproj").Single();
        var names = file.EndsWith(".dll", StringComparison.Ordinal)
            ? Assembly.LoadFrom(file).GetTypes().Select(type => type.FullName!)
            : Repository.Files(Repository.Relative(Path.GetDirectoryName(file)!), "*.cs").Select(Path.GetFileNameWithoutExtension)!;
        names.Where(name => DomainWord().IsMatch(name!)).ShouldBeEmpty();
    }

    [GeneratedRegex("Chat|Voice|Assistant|Speech|Wake(?!Up)|Microphone|Speaker|Turn(?=[A-Z.]|$)|Prompt|Persona|Studio|Token(?=Stream|Delta)|Llm|Model(?=Server|Provider|Client)", RegexOptions.None, 1000)]
    private static partial Regex DomainWord();
}
