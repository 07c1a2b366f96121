using System.Collections.Immutable;
using System.Text;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.Claude;

/// <summary>Puts the thinking of one answer together. Not safe for several threads.</summary>
internal sealed class ThinkingCollector
{
    private readonly ImmutableArray<ContentBlockParam>.Builder _done = ImmutableArray.CreateBuilder<ContentBlockParam>();
    private readonly StringBuilder _text = new();
    private string _signature = "";
    private bool _open;

    /// <summary>Takes a piece of reasoning.</summary>
    public void Take(TextReasoningContent content)
    {
        switch (content.RawRepresentation)
        {
            case RedactedThinkingBlock redacted:
                Close();
                _done.Add(new(new RedactedThinkingBlockParam { Data = redacted.Data }));
                break;
            case ThinkingBlock block:
                Close();
                _open = true;
                _text.Append(block.Thinking);
                _signature = block.Signature;
                break;
            case SignatureDelta signature:
                _open = true;
                _signature += signature.Signature;
                break;
            default:
                _open = true;
                _text.Append(content.Text);
                break;
        }
    }

    /// <summary>What was thought until now.</summary>
    public ImmutableArray<ContentBlockParam> Blocks()
    {
        Close();
        return _done.ToImmutable();
    }

    private void Close()
    {
        if (_open && _signature.Length > 0)
        {
            _done.Add(new(new ThinkingBlockParam { Thinking = _text.ToString(), Signature = _signature }));
        }

        _open = false;
        _text.Clear();
        _signature = "";
    }
}
