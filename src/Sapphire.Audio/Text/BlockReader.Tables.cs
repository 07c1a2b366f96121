namespace Sapphire.Audio.Text;

/// <summary>Tables, read row by row.</summary>
internal sealed partial class BlockReader
{
    private void TableLine(string h, int p, bool complete, int end)
    {
        if (_labels is not null)
        {
            EndBlock();
            StartRow();
            for (int i = p + 1; i < h.Length; i++)
            {
                Row(h[i], _at[i]);
            }

            if (complete)
            {
                Row('\n', end);
            }

            return;
        }

        if (_header is null)
        {
            if (complete)
            {
                EndBlock();
                _header = h[p..];
                _headerAt = [.. _at.Skip(p)];
                StartLine();
            }

            return;
        }

        if (h.AsSpan(p).IndexOfAnyExcept("|-: \t") < 0)
        {
            if (complete)
            {
                _labels = [.. Cells(_header).Select(Label)];
                _header = null;
                StartLine();
            }

            return;
        }

        // Two rows without a line between them: no table, yet rows all the same.
        ReadHeaderAsRow();
        _labels = [];
        TableLine(h, p, complete, end);
    }

    private void ReadHeaderAsRow()
    {
        if (_header is not { } header)
        {
            return;
        }

        _header = null;
        StartRow();
        for (int i = 1; i < header.Length; i++)
        {
            Row(header[i], _headerAt[i]);
        }

        inline.EndBlock();
        _mode = Mode.Head;
    }

    private void StartRow()
    {
        _mode = Mode.Row;
        _cell = 0;
        _cellStarted = false;
        _rowStarted = false;
        _escaped = false;
    }

    private void Row(char c, int at)
    {
        if (c == '\n')
        {
            EndBlock();
            StartLine();
            return;
        }

        if (c == '|' && !_escaped)
        {
            inline.Flush();
            _cell++;
            _cellStarted = false;
            return;
        }

        if (c is ' ' or '\t' && !_cellStarted)
        {
            return;
        }

        if (!_cellStarted)
        {
            _cellStarted = true;
            string label = _labels is not null && _cell > 0 && _cell < _labels.Count ? _labels[_cell] : string.Empty;
            string before = (_rowStarted ? ", " : "") + (label.Length == 0 ? "" : label + ": ");
            _rowStarted = true;
            if (before.Length > 0)
            {
                inline.AddFixed(before, at, at);
            }
        }

        _escaped = c == '\\' && !_escaped;
        inline.Add(c, at);
    }

    private static string[] Cells(string row) => row.Trim().Trim('|').Split('|');

    private string Label(string cell)
    {
        List<SpokenSentence> sentences = [];
        InlineReader reader = new(new SentenceCutter(sentences, english), english);
        string text = cell.Trim();
        for (int i = 0; i < text.Length; i++)
        {
            reader.Add(text[i], i);
        }

        reader.EndBlock();
        string label = string.Join(' ', sentences.Select(s => s.Text)).TrimEnd('.', ':', ' ');
        return label.Length <= 60 ? label : string.Empty;
    }
}
