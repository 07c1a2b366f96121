using System.CommandLine;

namespace Sapphire.Web.Cli;

#pragma warning disable MA0048 // The options and what they said.

/// <summary>The options that every verb of operators has.</summary>
internal sealed class OperatorOptions(Option<string?> home)
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON, for programs." };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(home);
    }

    /// <summary>What they say.</summary>
    public OperatorArguments Read(ParseResult result) => new(result.GetValue(home), result.GetValue(_json));
}

/// <summary>How a verb of operators is to answer.</summary>
/// <param name="Home">The home of the node that is asked.</param>
/// <param name="Json">For programs.</param>
/// <param name="Summary">The short form, where there are two.</param>
internal sealed record OperatorArguments(string? Home, bool Json, bool Summary = false);
