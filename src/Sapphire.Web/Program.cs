using Sapphire.Web.Cli;

return await CommandLine.RunAsync(args);
