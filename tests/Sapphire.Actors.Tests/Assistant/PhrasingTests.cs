namespace Sapphire.Actors.Tests.Assistant;

public sealed class PhrasingTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<Phrasing> Table = Phrasing.Read("phrasings.tsv");

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Table.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Phrasing_leads_to_the_tool_and_arguments_of_its_row(int row)
    {
        Phrasing phrasing = Table[row];
        string? actual = await phrasing.Check();
        actual.ShouldBeNull($"{phrasing}\n  expected: {phrasing.Expected}\n  actual:   {actual}");
    }

    [Fact]
    public void Table_is_as_large_as_promised()
    {
        Table.Count.ShouldBeGreaterThanOrEqualTo(300);
        Table.Count(p => p.Expected == "decline").ShouldBeGreaterThanOrEqualTo(40);
        Table.Count(p => p.Turns.Length > 1).ShouldBeGreaterThanOrEqualTo(30);
        Table.Select(p => string.Join(" >> ", p.Turns)).ShouldBeUnique();
    }

    [Fact]
    public async Task Held_out_paraphrases_are_mostly_understood_and_seldom_mistaken()
    {
        IReadOnlyList<Phrasing> rows = Phrasing.Read("heldout.tsv");
        int right = 0;
        int wrongCommand = 0;
        foreach (Phrasing row in rows)
        {
            string? actual = await row.Check();
            right += actual is null ? 1 : 0;
            bool acted = actual?.Contains('{', StringComparison.Ordinal) == true;
            wrongCommand += acted ? 1 : 0;
            if (actual is not null)
            {
                output.WriteLine($"{row}\n  expected: {row.Expected}\n  actual:   {actual}");
            }
        }

        output.WriteLine($"Held out: {right} of {rows.Count} right, {wrongCommand} taken for another command.");
        (right / (double)rows.Count).ShouldBeGreaterThanOrEqualTo(0.7);
        wrongCommand.ShouldBeLessThanOrEqualTo(rows.Count / 10);
    }
}
