using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>The way back over what the assistant changed in its prompt.</summary>
public sealed class PromptCopyTests
{
    private static PromptEdit Edit(int n) => new($"edit {n}", DateTimeOffset.UnixEpoch, PromptDraft.Of(new Prompt("p", $"text {n}", null)));

    [Fact]
    public void Any_sequence_of_edits_undos_and_redos_is_where_a_list_with_a_cursor_is() =>
        Prop.ForAll(Gen.Choose(0, 3).ListOf().ToArbitrary(), static steps =>
        {
            PromptCopy copy = PromptCopy.None;
            List<string> model = [];
            int at = 0;
            int n = 0;
            foreach (int step in steps.Take(PromptCopy.MaxEdits))
            {
                switch (step)
                {
                    case 0 or 1:
                        copy = copy.Edit(Edit(n));
                        model.RemoveRange(at, model.Count - at);
                        model.Add($"text {n++}");
                        at++;
                        break;
                    case 2:
                        copy = copy.Undo();
                        at = Math.Max(at - 1, 0);
                        break;
                    default:
                        copy = copy.Redo();
                        at = Math.Min(at + 1, model.Count);
                        break;
                }

                if (copy.Draft?.Text != (at == 0 ? null : model[at - 1]) || copy.UndoLabel is null != (at == 0) || copy.RedoLabel is null != (at == model.Count))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_so_many_edits_are_kept()
    {
        PromptCopy copy = Enumerable.Range(0, 200).Aggregate(PromptCopy.None, static (c, n) => c.Edit(Edit(n)));
        copy.Edits.Length.ShouldBe(PromptCopy.MaxEdits);
        copy.Draft!.Text.ShouldBe("text 199");
    }
}
