using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Ownership;

/// <summary>Progress as text, for the other side of the socket.</summary>
internal sealed class ProgressText(IProgress<string> to) : IProgress<ToolProgress>
{
    /// <inheritdoc />
    public void Report(ToolProgress value) => to.Report(value.ToString());
}
