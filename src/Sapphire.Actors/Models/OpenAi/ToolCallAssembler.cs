using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// Puts tool calls together from chunks. Servers differ: <c>index</c> may always be 0 or be missing, the id may be missing
/// or repeated, the name repeated in each chunk or cut in two, the arguments an object instead of a string.
/// </summary>
internal sealed class ToolCallAssembler
{
    /// <summary>A bound on all arguments of one answer, so that a server run wild cannot fill the memory.</summary>
    private const int MaxCharacters = 4 << 20;

    /// <summary>What a server wants to see again with a call (Gemini: the signature of the thinking that led to it), as JSON.</summary>
    public const string Extra = "extra_content";

    private readonly List<Call> _calls = [];
    private readonly HashSet<string> _knownNames;
    private int _characters;

    /// <param name="knownNames">The tools that were offered; they tell a name cut in two from the name of a next call.</param>
    public ToolCallAssembler(IEnumerable<string> knownNames) => _knownNames = [.. knownNames];

    /// <summary>True when there is a call.</summary>
    public bool Any => _calls.Count > 0;

    /// <summary>True when a call's arguments are not complete JSON.</summary>
    public bool Incomplete => _calls.Exists(static c => c.Arguments.Length > 0 && !IsComplete(c.Arguments.ToString()));

    /// <summary>Takes a piece; what the chunk does not tell is null.</summary>
    /// <exception cref="InvalidDataException">The arguments are longer than any tool's.</exception>
    public void Push(int? index, string? id, string? name, string? arguments, string? extra = null)
    {
        id = string.IsNullOrEmpty(id) ? null : id;
        name = string.IsNullOrEmpty(name) ? null : name;
        _characters += (arguments?.Length ?? 0) + (name?.Length ?? 0) + (extra?.Length ?? 0);
        if (_characters > MaxCharacters || _calls.Count > 1000)
        {
            throw new InvalidDataException("The arguments of the tool calls are too long.");
        }

        Call call = Find(index, id, name, arguments) ?? Add(index);
        call.Id ??= id;
        call.Extra = extra ?? call.Extra;
        call.Name = Joined(call.Name, name);
        // A server that repeats the whole call in its last chunk must not double the arguments.
        if (arguments is { Length: > 0 } && !(call.Arguments.Length > 1 && arguments.Length > 1 && arguments[0] == '{' && call.Arguments.ToString() == arguments))
        {
            call.Arguments.Append(arguments);
        }
    }

    /// <summary>The calls, complete, in the order in which they began.</summary>
    public IEnumerable<FunctionCallContent> Finish()
    {
        HashSet<string> ids = [];
        foreach (Call call in _calls)
        {
            string id = call.Id is not null && ids.Add(call.Id) ? call.Id : "call_" + Guid.CreateVersion7().ToString("N");
            FunctionCallContent content = Content(id, call.Name ?? "unknown", call.Arguments.ToString());
            content.AdditionalProperties = call.Extra is null ? null : new() { [Extra] = call.Extra };
            yield return content;
        }
    }

    private Call? Find(int? index, string? id, string? name, string? arguments)
    {
        if (id is not null)
        {
            Call? same = _calls.FindLast(c => c.Id == id && (index is null || c.Index is null || c.Index == index));
            if (same is not null)
            {
                return same;
            }
        }

        Call? last = index is null ? _calls.LastOrDefault() : _calls.FindLast(c => c.Index == index || c.Index is null);
        if (last is null)
        {
            return null;
        }

        if (id is not null)
        {
            // An id that comes late belongs to the call that has none; any other new id begins a call.
            bool late = last.Id is null && (name is null || last.Name is null || (last.Name == name && last.Arguments.Length == 0));
            return late ? last : null;
        }

        if (name is null || last.Name is null)
        {
            return last;
        }

        if (name == last.Name)
        {
            // The name repeated in each chunk, unless the call is complete and another one with arguments begins.
            bool again = last.Arguments.Length > 0 && IsComplete(last.Arguments.ToString()) && arguments is { Length: > 0 };
            return again ? null : last;
        }

        return last.Arguments.Length == 0 && IsCut(last.Name, name) ? last : null;
    }

    private Call Add(int? index)
    {
        Call call = new() { Index = index };
        _calls.Add(call);
        return call;
    }

    private string? Joined(string? name, string? piece) =>
        piece is null || piece == name ? name
        : name is null ? piece
        : IsCut(name, piece) ? name + piece
        : piece.StartsWith(name, StringComparison.Ordinal) ? piece
        : name;

    /// <summary>True when the two make a known tool's name (or its beginning), and neither is one by itself.</summary>
    private bool IsCut(string name, string piece) =>
        !_knownNames.Contains(name) && !_knownNames.Contains(piece)
        && _knownNames.Any(k => k.StartsWith(name, StringComparison.Ordinal) && k.AsSpan(name.Length).StartsWith(piece, StringComparison.Ordinal));

    private static bool IsComplete(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FunctionCallContent Content(string id, string name, string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new(id, name, new Dictionary<string, object?>(StringComparer.Ordinal));
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.String)
            {
                // Encoded twice.
                return Content(id, name, JsonText.Read(root));
            }

            if (root.ValueKind == JsonValueKind.Null)
            {
                return Content(id, name, "");
            }

            if (root.ValueKind == JsonValueKind.Object)
            {
                Dictionary<string, object?> arguments = new(StringComparer.Ordinal);
                foreach (JsonProperty property in root.EnumerateObject())
                {
                    arguments[property.Name] = property.Value.Clone();
                }

                return new(id, name, arguments);
            }

            return new(id, name) { Exception = new JsonException("The arguments are not a JSON object.") };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(id, name) { Exception = new JsonException("The arguments are not valid JSON.", e) };
        }
    }

    private sealed class Call
    {
        public int? Index { get; init; }

        public string? Id { get; set; }

        public string? Name { get; set; }

        public string? Extra { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
