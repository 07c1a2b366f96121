using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Hosting;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;
using Sapphire.Web.Security;

namespace Sapphire.Web.Cli;

/// <summary><c>password</c>: through the running server, else into the home itself.</summary>
internal static class PasswordVerb
{
    public static async Task<int> RunAsync(string? homePath, bool stdin, CancellationToken cancellationToken)
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        string password = Read(stdin);
        if (PasswordRules.Problem(password) is { } problem)
        {
            throw new CliException(problem);
        }

        bool changed = await HomeAccess.UseAsync(
            home,
            "password",
            async control => await control.SetPasswordAsync(password, cancellationToken),
            () => SetHereAsync(home, password, cancellationToken),
            cancellationToken);
        await Console.Out.WriteLineAsync(changed ? "The password is changed. Every browser must log in again." : "The password is set.");
        return ExitStatus.Ok;
    }

    private static async Task<bool> SetHereAsync(HomeFolder home, string password, CancellationToken cancellationToken)
    {
        using PasswordHashing hashing = PasswordHashing.Default;
        // What the file held does not matter, even if it is damaged: this is the way out.
        await using NodeDocuments documents = SharedDocuments.Open(home, NodeConfiguration.Read(home), TimeProvider.System, NullLoggerFactory.Instance);
        using PasswordStore store = PasswordStore.OpenForReplacing(documents.Password(), hashing);
        return await store.SetAsync(password, cancellationToken);
    }

    private static string Read(bool stdin)
    {
        if (stdin || Console.IsInputRedirected)
        {
            // UTF-8 whatever the terminal's locale says: the browser sends UTF-8 too.
            using StreamReader reader = new(Console.OpenStandardInput(), new UTF8Encoding(false, throwOnInvalidBytes: true));
            try
            {
                return reader.ReadLine() ?? throw new CliException("There is no password on standard input.");
            }
            catch (DecoderFallbackException e)
            {
                throw new CliException("The password on standard input is not UTF-8.", ExitStatus.Failed, e);
            }
        }

        string first = Prompt("New password: ");
        if (PasswordRules.Problem(first) is { } problem)
        {
            throw new CliException(problem);
        }

        return string.Equals(first, Prompt("Once more: "), StringComparison.Ordinal)
            ? first
            : throw new CliException("The two do not match. Nothing was changed.");
    }

    private static string Prompt(string text)
    {
        Console.Error.Write(text);
        StringBuilder typed = new();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Error.WriteLine();
                return typed.ToString();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
    }
}
