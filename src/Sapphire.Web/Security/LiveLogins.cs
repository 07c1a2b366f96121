namespace Sapphire.Web.Security;

/// <summary>The long requests (hub connections) of each login. They end with it: at logout, with another password, or when it expires.</summary>
internal sealed class LiveLogins : IDisposable
{
    private readonly TimeProvider _time;
    private readonly PasswordStore _passwords;
    private readonly EndedLogins _ended;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Creates the list.</summary>
    public LiveLogins(TimeProvider time, PasswordStore passwords, EndedLogins ended)
    {
        _time = time;
        _passwords = passwords;
        _ended = ended;
        passwords.Changed += EndAll;
        ended.Ended += End;
    }

    /// <summary>How many requests are tracked.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Sum(e => e.Count);
            }
        }
    }

    /// <summary>Tracks a request until the result is disposed.</summary>
    public IDisposable Track(string login, DateTimeOffset? expires, Action abort)
    {
        Entry entry = new(this, login, abort);
        lock (_lock)
        {
            if (!_entries.TryGetValue(login, out HashSet<Entry>? entries))
            {
                _entries[login] = entries = [];
            }

            entries.Add(entry);
        }

        if (expires is { } at)
        {
            TimeSpan due = at - _time.GetUtcNow();
            entry.Timer = _time.CreateTimer(static e => ((Entry)e!).End(), entry, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        return entry;
    }

    /// <summary>Ends the requests of one login.</summary>
    public void End(string login)
    {
        Entry[] entries;
        lock (_lock)
        {
            entries = _entries.TryGetValue(login, out HashSet<Entry>? found) ? [.. found] : [];
        }

        foreach (Entry entry in entries)
        {
            entry.End();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _passwords.Changed -= EndAll;
        _ended.Ended -= End;
    }

    private void EndAll()
    {
        string[] logins;
        lock (_lock)
        {
            logins = [.. _entries.Keys];
        }

        foreach (string login in logins)
        {
            End(login);
        }
    }

    private void Remove(Entry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Login, out HashSet<Entry>? entries) && entries.Remove(entry) && entries.Count == 0)
            {
                _entries.Remove(entry.Login);
            }
        }
    }

    private sealed class Entry(LiveLogins owner, string login, Action abort) : IDisposable
    {
        public string Login => login;

        public ITimer? Timer { get; set; }

        public void End() => abort();

        public void Dispose()
        {
            Timer?.Dispose();
            owner.Remove(this);
        }
    }
}
