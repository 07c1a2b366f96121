using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Security;

/// <summary>
/// The logins that were logged out. A cookie's ticket is good by itself, so a copy of it would outlive the logout; this
/// list voids it until it would have expired anyway. Stored, since a ticket outlives a restart too, and shared by all web nodes.
/// </summary>
internal sealed partial class EndedLogins : IDisposable
{
    /// <summary>The name of the file or document.</summary>
    public const string DocumentName = "logouts.json";

    private readonly IDocument _document;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly Lock _takingOver = new();
    private volatile Dictionary<string, DateTimeOffset> _ended = [];

    private EndedLogins(IDocument document, TimeProvider time, TimeSpan lifetime)
    {
        _document = document;
        _time = time;
        _lifetime = lifetime;
    }

    /// <summary>Raised with a login that was ended, here or on another node.</summary>
    public event Action<string>? Ended;

    /// <summary>Reads the list.</summary>
    /// <param name="document">Where it is; disposed with this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">For how long a ticket is good without use.</param>
    /// <exception cref="IOException">The file is damaged.</exception>
    public static EndedLogins Open(IDocument document, TimeProvider time, TimeSpan lifetime)
    {
        EndedLogins ended = new(document, time, lifetime);
        ended._ended = ended.Parse(document.Read());
        document.Changed += ended.TakeOver;
        return ended;
    }

    /// <summary>True when this login was logged out.</summary>
    public bool Contains(string login) => _ended.ContainsKey(login);

    /// <summary>Ends a login durably.</summary>
    public void Add(string login)
    {
        _document.Update(content =>
        {
            DateTimeOffset now = _time.GetUtcNow();
            Dictionary<string, DateTimeOffset> next = Parse(content).Where(e => e.Value > now).ToDictionary(StringComparer.Ordinal);
            next[login] = now + _lifetime;
            return JsonSerializer.SerializeToUtf8Bytes(next, Json.Default.DictionaryStringDateTimeOffset);
        });
        TakeOver();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _document.Changed -= TakeOver;
        _document.Dispose();
    }

    private void TakeOver()
    {
        Dictionary<string, DateTimeOffset> before, now;

        // A logout here and one on another node at once: what was read first must not be put over what was read last.
        lock (_takingOver)
        {
            before = _ended;
            now = Parse(_document.Read());
            _ended = now;
        }

        foreach (string login in now.Keys.Where(login => !before.ContainsKey(login)))
        {
            Ended?.Invoke(login);
        }
    }

    private Dictionary<string, DateTimeOffset> Parse(DocumentContent? content)
    {
        try
        {
            return content is null ? [] : JsonSerializer.Deserialize(content.Bytes.Span, Json.Default.DictionaryStringDateTimeOffset) ?? [];
        }
        catch (JsonException e)
        {
            throw new IOException($"{_document.Name} is damaged. Delete it; logins that were ended by a logout may then be good again, so set a new password too ('sapphire password').", e);
        }
    }

    [JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
    private sealed partial class Json : JsonSerializerContext;
}
