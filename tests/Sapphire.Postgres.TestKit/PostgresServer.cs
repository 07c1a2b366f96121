using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sapphire.Postgres.TestKit;

/// <summary>
/// A private PostgreSQL for tests and benchmarks, on loopback with a free port. It may be stopped, killed and started again. Nothing
/// of it outlives the process that made it, not even after kill -9: a keeper, a shell that waits for the end of its input, then
/// stops the server and removes its files.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The user of every connection; a superuser.</summary>
    public const string User = "sapphire";

    // The input ends when the owner does. $1 the data folder, $2 what to remove (a mount point stays), $3 its parent or nothing.
    private const string Keeper = """
        trap '' HUP INT TERM
        cat >/dev/null
        if pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null); then
          kill -QUIT "$pid" 2>/dev/null
          for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
        fi
        rm -rf "$2"/*
        if [ -n "$3" ]; then rm -rf "$3"; fi
        """;

    private static readonly Lock SharedLock = new();
    private static Task<PostgresServer>? _shared;
    private static int _databases;

    private readonly PostgresServerOptions _options;
    private readonly string _folder;
    private readonly Process _keeper;

    private PostgresServer(PostgresServerOptions options, string folder, int port, Process keeper)
    {
        _options = options;
        _folder = folder;
        Port = port;
        _keeper = keeper;
    }

    /// <summary>One server for all tests of this process, which ends with it. Do not stop it: others use it.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        lock (SharedLock)
        {
            return _shared ??= StartAsync();
        }
    }

    /// <summary>The port on 127.0.0.1. It stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary>The folder of the server's files, and of its unix socket.</summary>
    public string Folder => _folder;

    /// <summary>What the server has logged.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>The process id of the postmaster; null while the server does not run.</summary>
    public int? ProcessId =>
        File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;

    private string Data => Path.Combine(_folder, "data");

    private string LogFile => Path.Combine(_folder, "log");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>Makes a server and starts it: about a second.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start; the message says why.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions? options = null)
    {
        options ??= new();
        string folder = options.DataFolder ?? Directory.CreateTempSubdirectory("sapphire-postgres-").FullName;
        Directory.CreateDirectory(folder);
        await GiveAsync(folder);

        ProcessStartInfo keeper = new("setsid", ["sh", "-c", Keeper, "sapphire-postgres-keeper", Path.Combine(folder, "data"), folder, options.DataFolder is null ? folder : ""])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        PostgresServer server = new(options, folder, FreePort(), Process.Start(keeper)!);
        try
        {
            await server.CreateAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string for a database, with the password if there is one.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = _options.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes a new empty database, and gives its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs a statement in a database over a connection of its own.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own statement.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Lets the server write into a folder: of a tablespace, say.</summary>
    public static Task GiveAsync(string folder) =>
        PostgresPrograms.AsPostgres ? PostgresPrograms.ExecuteAsync("chown", "postgres:postgres", folder) : Task.CompletedTask;

    /// <summary>Stops the server; <see cref="StartAgainAsync"/> brings it back.</summary>
    public Task StopAsync(PostgresStop how = PostgresStop.Fast) =>
        PostgresPrograms.RunAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "-m", how == PostgresStop.Fast ? "fast" : "immediate", "stop");

    /// <summary>Starts the server on the same port after a stop or a kill, recovering if need be.</summary>
    public Task StartAgainAsync() =>
        PostgresPrograms.RunAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", LogFile, "start");

    /// <summary>Stops and starts.</summary>
    public async Task RestartAsync(PostgresStop how = PostgresStop.Fast)
    {
        await StopAsync(how);
        await StartAgainAsync();
    }

    /// <summary>kill -9 of the postmaster and of all of its children: a crash.</summary>
    public async Task KillAsync()
    {
        string[] all = await HoldAsync();

        // A child that has ended by itself meanwhile is no failure.
        await PostgresPrograms.ExecuteAsync(["sh", "-c", "kill -9 \"$@\" 2>/dev/null; for pid; do while [ -e \"/proc/$pid\" ] && ! grep -q ') Z ' \"/proc/$pid/stat\" 2>/dev/null; do sleep 0.01; done; done", "sh", .. all]);

        // Until somebody has asked for its exit status a dead process has a number, and PostgreSQL would take it for a running one.
        File.Delete(PidFile);
        File.Delete(Path.Combine(_folder, $".s.PGSQL.{Text(Port)}.lock"));
    }

    /// <summary>Stops all of the server's processes where they are: it takes connections and answers nothing, as on a machine that hangs.</summary>
    public async Task FreezeAsync()
    {
        string[] all = await HoldAsync();
        await PostgresPrograms.ExecuteAsync(["sh", "-c", "kill -STOP \"$@\" 2>/dev/null; true", "sh", .. all]);
    }

    /// <summary>Lets a frozen server go on.</summary>
    public async Task ThawAsync()
    {
        int postmaster = ProcessId ?? throw new InvalidOperationException("The server does not run.");
        await PostgresPrograms.ExecuteAsync(["sh", "-c", "kill -CONT \"$@\" 2>/dev/null; true", "sh", .. ChildrenOf(postmaster).Select(Text), Text(postmaster)]);
    }

    /// <summary>Moves the write-ahead log of a stopped server into a folder, perhaps on another disk.</summary>
    public async Task MoveLogAsync(string folder)
    {
        await GiveAsync(folder);
        await PostgresPrograms.ExecuteAsync("sh", "-c", "mv \"$1/pg_wal\" \"$2/pg_wal\" && ln -s \"$2/pg_wal\" \"$1/pg_wal\"", "sh", Data, folder);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    // The postmaster, stopped, and its children: it can start no new one after the look, since the signal has taken effect before it.
    private async Task<string[]> HoldAsync()
    {
        int postmaster = ProcessId ?? throw new InvalidOperationException("The server does not run.");
        await PostgresPrograms.ExecuteAsync("sh", "-c", "kill -STOP \"$1\" && until grep -q ') T ' \"/proc/$1/stat\"; do sleep 0.001; done", "sh", Text(postmaster));
        return [Text(postmaster), .. ChildrenOf(postmaster).Select(Text)];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Below the range from which the system takes ports for outgoing connections: it must be free again after a restart too.
    private static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    private static List<int> ChildrenOf(int parent)
    {
        List<int> children = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && ParentOf(folder) == parent)
            {
                children.Add(pid);
            }
        }

        return children;
    }

    // The fields after the name, which is in brackets: state, parent, …
    private static int ParentOf(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }

    private async Task CreateAsync()
    {
        string authentication = "trust";
        string[] password = [];
        if (_options.Password is { } secret)
        {
            authentication = "scram-sha-256";
            string file = Path.Combine(_folder, "password");
            await File.WriteAllTextAsync(file, secret);
            password = ["--pwfile", file];
        }

        // --no-sync: what a crash could take from initdb itself is nobody's data.
        await PostgresPrograms.RunAsync("initdb", ["-D", Data, "-U", User, "-A", authentication, "--no-sync", "--no-locale", "-E", "UTF8", .. password]);
        IEnumerable<string> settings =
        [
            $"listen_addresses = '{string.Join(',', new[] { IPAddress.Loopback, _options.Address }.Distinct())}'",
            $"port = {Text(Port)}",
            $"unix_socket_directories = '{_folder}'",
            "shared_buffers = 64MB",
            $"fsync = {(_options.Fsync ? "on" : "off")}",
            .. _options.Settings.Select(setting => $"{setting.Key} = {setting.Value}"),
        ];
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), settings);
        if (!IPAddress.IsLoopback(_options.Address))
        {
            await File.AppendAllLinesAsync(Path.Combine(Data, "pg_hba.conf"), [$"host all all {_options.Address}/24 {authentication}"]);
        }
    }
}
