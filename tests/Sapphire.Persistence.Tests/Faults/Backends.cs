using System.Diagnostics;
using Npgsql;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>The server's processes for the connections of a killed program: they may still end what they had received.</summary>
internal static class Backends
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until only this process is connected to a database.</summary>
    public static async Task UntilGoneAsync(string database)
    {
        await using NpgsqlConnection connection = new($"{database};Pooling=false;Application Name={Environment.ProcessId}");
        await connection.OpenAsync();
        await using NpgsqlCommand others = new(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> current_setting('application_name')", connection);
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(2));
        long start = Stopwatch.GetTimestamp();
        while ((long)(await others.ExecuteScalarAsync())! > 0)
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience, "connections of a killed process stay");
            await tick.WaitForNextTickAsync();
        }
    }
}
