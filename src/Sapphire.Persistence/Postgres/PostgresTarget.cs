using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>A connection string, understood: how to connect, and how to speak of it without its password.</summary>
internal sealed partial class PostgresTarget
{
    private readonly PostgresJournalOptions _options;
    private readonly NpgsqlConnectionStringBuilder _given;

    /// <exception cref="StorageException">Io: the connection string or the schema's name cannot be used.</exception>
    public PostgresTarget(PostgresJournalOptions options)
    {
        _options = options;
        _given = Parse(options.ConnectionString);
        if (!SchemaName().IsMatch(options.Schema))
        {
            throw new StorageException(StorageReason.Io, $"'{options.Schema}' cannot be the name of a schema: 1 to 40 of a-z, 0-9 and _, beginning with a letter. Change sapphire.storage.postgresql.schema.");
        }

        string host = _given.Host!;
        string at = host.StartsWith('/') || host.Contains(',', StringComparison.Ordinal) ? host : $"{host}:{_given.Port.ToString(CultureInfo.InvariantCulture)}";
        Name = $"the database {_given.Database ?? _given.Username} of {_given.Username ?? "the default user"} at {at}";
    }

    /// <summary>"the database sapphire of ada at db.example.org:5432".</summary>
    public string Name { get; }

    /// <summary>The schema, quoted.</summary>
    public string Schema => $"\"{_options.Schema}\"";

    /// <summary>For connections that are kept by their owner.</summary>
    public string Single => Build(pooling: false);

    /// <summary>For the pool of the readers.</summary>
    public string Pooled => Build(pooling: true);

    private string Build(bool pooling)
    {
        NpgsqlConnectionStringBuilder builder = new(_given.ConnectionString)
        {
            Pooling = pooling,
            Timeout = Math.Max(1, (int)_options.ConnectTimeout.TotalSeconds),
            CommandTimeout = Math.Max(1, (int)_options.CommandTimeout.TotalSeconds),
            // A statement that takes too long means a server that does not answer: no use in asking it to stop.
            CancellationTimeout = -1,
            ApplicationName = _given.ApplicationName ?? "sapphire",
            // Every statement of ours looks rows up by an index. Planned while the tables are still small, a stored plan would
            // read them whole, and keep to that while they grow. The functions rely on read committed.
            Options = string.Create(CultureInfo.InvariantCulture, $"{_given.Options} -c enable_seqscan=off -c jit=off -c default_transaction_isolation=read\\ committed -c lock_timeout={(long)_options.IdleLockLimit.TotalMilliseconds}").Trim(),
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
        };
        if (!_given.ContainsKey("Tcp Keepalive"))
        {
            builder.TcpKeepAlive = true;
        }

        if (pooling)
        {
            builder.MaxPoolSize = _options.MaxReaders;
            builder.MinPoolSize = 0;
        }

        return builder.ConnectionString;
    }

    // Messages of the parser name what they do not understand, which may be a piece of the password.
    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal) ? FromUrl(text) : new(text);
            return builder.Host is null ? throw new FormatException("No host.") : builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException(
                StorageReason.Io,
                "The connection string of PostgreSQL cannot be read. It looks like this: Host=db.example.org;Port=5432;Database=sapphire;Username=sapphire;Password=\"…\" (the password in quotes when it has a ; or = in it), or like this: postgresql://sapphire:…@db.example.org:5432/sapphire");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        Uri url = new(text);
        string[] user = url.UserInfo.Split(':', 2);
        NpgsqlConnectionStringBuilder builder = new() { Host = url.Host.Trim('[', ']'), Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            builder[parts[0] == "sslmode" ? "SSL Mode" : parts[0]] = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "").Replace("-", "", StringComparison.Ordinal);
        }

        return builder;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.None, 1000)]
    private static partial Regex SchemaName();
}
