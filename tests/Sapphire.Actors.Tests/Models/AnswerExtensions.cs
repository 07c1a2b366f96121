using System.Text;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

internal static class AnswerExtensions
{
    /// <summary>Makes content chunks of plain texts, and ends the stream.</summary>
    public static Answer MapContent(this Answer answer) => Answer.Events(
        [.. answer.Steps.OfType<Step.Write>().Select(static w => Chunks.Content(Encoding.UTF8.GetString(w.Bytes.Span)["data: ".Length..^2])), Chunks.Finish("stop"), "[DONE]"]);
}
