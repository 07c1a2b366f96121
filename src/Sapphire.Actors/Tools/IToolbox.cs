using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Tools;

/// <summary>The tools that a turn may call.</summary>
public interface IToolbox
{
    /// <summary>The tools for one turn. The functions may be called at the same time from several threads.</summary>
    IReadOnlyList<AIFunction> ToolsFor(ToolContext context);
}
