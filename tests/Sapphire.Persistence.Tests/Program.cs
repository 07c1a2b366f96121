using Sapphire.Persistence.Tests.Journal;
using Xunit.Runner.InProc.SystemConsole;

return Environment.GetEnvironmentVariable(JournalWriterProcess.Variable) is { Length: > 0 } path
    ? await JournalWriterProcess.RunAsync(path)
    : await ConsoleRunner.Run(args);
