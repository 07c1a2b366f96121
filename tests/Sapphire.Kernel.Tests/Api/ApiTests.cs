using System.Runtime.CompilerServices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Api;

/// <summary>The kernel's public surface changes only on purpose.</summary>
public sealed class ApiTests
{
    private const string Accept = "SAPPHIRE_ACCEPT_API";

    [Fact]
    public void The_public_api_is_the_approved_one()
    {
        string actual = ApiText.Of(typeof(ActorSystem).Assembly);
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(Approved(), actual);
        Compare(actual, Approved());
    }

    [Fact]
    public void A_difference_is_shown_with_the_way_to_accept_it()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "a\nb\n");
            string message = Should.Throw<InvalidOperationException>(() => Compare("a\nc\n", file)).Message;
            message.ShouldContain("- b\n+ c\n");
            message.ShouldContain(Accept);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Approved([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Sapphire.Kernel.approved.txt");

    private static void Compare(string actual, string file)
    {
        string approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == actual) return;
        string[] old = approved.Split('\n'), now = actual.Split('\n');
        string[] lines = [.. old.Except(now).Where(l => l.Length > 0).Select(l => "- " + l), .. now.Except(old).Where(l => l.Length > 0).Select(l => "+ " + l)];
        throw new InvalidOperationException(
            $"The public API differs from {Path.GetFileName(file)}:\n{string.Join('\n', lines.DefaultIfEmpty("(the order of lines)"))}\n\nIf that is meant, accept it, and commit the file:\n"
            + $"  {Accept}=1 tests/Sapphire.Kernel.Tests/bin/Debug/net10.0/Sapphire.Kernel.Tests -class \"*.ApiTests\"\n");
    }
}
