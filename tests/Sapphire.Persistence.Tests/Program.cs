using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Faults;
using Sapphire.Persistence.Tests.Postgres;
using Xunit.Runner.InProc.SystemConsole;

// Before any test opens a connection of its own.
_ = SqliteLibrary.Description;

// Some tests run this executable again, as a process that they may kill, or as another user.
return Environment.GetEnvironmentVariable(LedgerProcess.Variable) is { Length: > 0 } store ? await LedgerProcess.RunAsync(store)
    : Environment.GetEnvironmentVariable(JournalProbe.Variable) is { Length: > 0 } path ? await JournalProbe.RunAsync(path)
    : Environment.GetEnvironmentVariable(FrozenWriter.Variable) is { Length: > 0 } database ? await FrozenWriter.RunAsync(database)
    : await ConsoleRunner.Run(args);
