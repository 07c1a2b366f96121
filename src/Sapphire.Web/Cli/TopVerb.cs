using System.Text;
using Sapphire.Actors.Operations;
using Sapphire.Persistence.Files;
using Sapphire.Web.Ownership;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sapphire.Web.Cli;

/// <summary><c>top</c>: everything at a glance, each second; one snapshot where the output is no terminal.</summary>
internal static class TopVerb
{
    private const int SnapshotWidth = 160;
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(OperatorArguments arguments)
    {
        HomeFolder home = HomeFolder.Resolve(arguments.Home);
        using Interruption interruption = new();
        try
        {
            if (arguments.Json || Console.IsOutputRedirected)
            {
                OperatorReply reply = await AskAsync(home, interruption.Token);
                await using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(false));
                await output.WriteAsync(arguments.Json ? OperatorJsonText.Write(reply) : Snapshot(reply.Update!));
                return OperatorVerb.StatusOf(reply);
            }

            return await LiveAsync(home, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Ctrl-C is one way to end it.
            return ExitStatus.Ok;
        }
    }

    /// <summary>The screen as plain text.</summary>
    internal static string Snapshot(ClusterUpdate update)
    {
        StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = SnapshotWidth;
        console.Profile.Capabilities.Unicode = true;
        console.Write(TopScreen.Render(update));
        return string.Join('\n', text.ToString().Split('\n').Select(static line => line.TrimEnd())).TrimEnd('\n') + "\n";
    }

    private static Task<OperatorReply> AskAsync(HomeFolder home, CancellationToken cancellationToken) =>
        OperatorVerb.AskAsync(home, new(OperatorRequest.CurrentVersion, OperatorRequest.Top), null, cancellationToken);

    private static async Task<int> LiveAsync(HomeFolder home, CancellationToken cancellationToken)
    {
        // Asked once before the screen is taken: what is wrong is said where it stays.
        IRenderable screen = TopScreen.Render((await AskAsync(home, cancellationToken)).Update!, live: true);
        TimeProvider time = TimeProvider.System;
        await Console.Out.WriteAsync("\e[?1049h\e[?25l");
        try
        {
            using PeriodicTimer keys = new(KeyPause, time);
            for (bool first = true; ; first = false)
            {
                long began = time.GetTimestamp();
                if (!first)
                {
                    screen = await AgainAsync(home, screen, cancellationToken);
                }

                await Console.Out.WriteAsync("\e[H\e[J");
                AnsiConsole.Write(screen);
                while (time.GetElapsedTime(began) < Refresh)
                {
                    if (!Console.IsInputRedirected && Console.KeyAvailable && Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
                    {
                        return ExitStatus.Ok;
                    }

                    await keys.WaitForNextTickAsync(cancellationToken);
                }
            }
        }
        finally
        {
            await Console.Out.WriteAsync("\e[?25h\e[?1049l");
        }
    }

    private static async Task<IRenderable> AgainAsync(HomeFolder home, IRenderable last, CancellationToken cancellationToken)
    {
        try
        {
            return TopScreen.Render((await AskAsync(home, cancellationToken)).Update!, live: true);
        }
        catch (Exception e) when (e is CliException or IOException)
        {
            // A node that is started again comes back; until then the last picture stays.
            return new Rows(new Text(e.Message, new Style(Color.Red)), last);
        }
    }
}
