using Sapphire.Web.Cli;

return WorkerVerb.IsMeant(args) ? WorkerVerb.Run(args) : await CommandLine.RunAsync(args);
