using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Security;

/// <summary>
/// The logins that were logged out. A cookie's ticket is good by itself, so a copy of it would outlive the logout; this
/// list voids it until it would have expired anyway. On disk, since a ticket outlives a restart too.
/// </summary>
internal sealed partial class EndedLogins
{
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly Lock _lock = new();
    private Dictionary<string, DateTimeOffset> _ended;

    private EndedLogins(string file, TimeProvider time, TimeSpan lifetime, Dictionary<string, DateTimeOffset> ended)
    {
        _file = file;
        _time = time;
        _lifetime = lifetime;
        _ended = ended;
    }

    /// <summary>Reads the list.</summary>
    /// <param name="home">Whose logins.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">For how long a ticket is good without use.</param>
    /// <exception cref="IOException">The file is damaged.</exception>
    public static EndedLogins Open(HomeFolder home, TimeProvider time, TimeSpan lifetime)
    {
        string file = Path.Combine(home.SecretsFolder, "logouts.json");
        try
        {
            return new(file, time, lifetime, File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), Json.Default.DictionaryStringDateTimeOffset) ?? [] : []);
        }
        catch (JsonException e)
        {
            throw new IOException($"{file} is damaged. Delete it; logins that were ended by a logout may then be good again, so set a new password too ('sapphire password').", e);
        }
    }

    /// <summary>True when this login was logged out.</summary>
    public bool Contains(string login)
    {
        lock (_lock)
        {
            return _ended.ContainsKey(login);
        }
    }

    /// <summary>Ends a login durably.</summary>
    public void Add(string login)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            Dictionary<string, DateTimeOffset> next = _ended.Where(e => e.Value > now).ToDictionary(StringComparer.Ordinal);
            next[login] = now + _lifetime;
            DurableFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(next, Json.Default.DictionaryStringDateTimeOffset));
            _ended = next;
        }
    }

    [JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
    private sealed partial class Json : JsonSerializerContext;
}
