using System.Text;

namespace Sapphire.Web.Cli;

/// <summary>Columns of text, as wide as they must be; never cut, so that other programs can read them.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];
    private readonly HashSet<int> _numbers = [];

    /// <summary>Puts columns to the right, as numbers are.</summary>
    public TextTable WithNumbers(params int[] columns)
    {
        _numbers.UnionWith(columns);
        return this;
    }

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc />
    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, headers.Length).Select(column => _rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in _rows)
        {
            text.Append(string.Join("  ", row.Select((cell, column) => _numbers.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
