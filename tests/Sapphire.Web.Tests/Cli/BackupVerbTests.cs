using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Cli;

/// <summary>The verbs of backups as an operator has them.</summary>
public sealed class BackupVerbTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task FromBackupToRestore()
    {
        await SetPasswordAsync();
        (int status, string output, string errors) = await SapphireProcess.RunAsync(null, "backup", "--home", _home.Root);
        status.ShouldBe(0, errors);
        output.ShouldContain("without secrets");
        string archive = Directory.GetFiles(_home.Folder.BackupsFolder).ShouldHaveSingleItem();
        (status, output, errors) = await SapphireProcess.RunAsync(null, "backup", "list", "--home", _home.Root);
        status.ShouldBe(0, errors);
        output.ShouldContain(Path.GetFileName(archive));
        (status, output, errors) = await SapphireProcess.RunAsync(null, "restore", archive, "--home", _home.Sub("new"));
        status.ShouldBe(0, errors);
        output.ShouldContain("is restored to");
        await File.WriteAllTextAsync(archive, "damaged");
        (status, _, errors) = await SapphireProcess.RunAsync(null, "backup", "verify", archive);
        status.ShouldBe(ExitStatus.Failed);
        errors.ShouldContain(archive);
        errors.Trim().Split('\n').Length.ShouldBe(1);
        (status, output, _) = await SapphireProcess.RunAsync(null, "backup", "list", "--home", _home.Root);
        status.ShouldBe(ExitStatus.Failed);
        output.ShouldContain("no: ");
        (status, _, errors) = await SapphireProcess.RunAsync(null, "restore", archive, "--home", _home.Root);
        status.ShouldBe(ExitStatus.Failed);
        (await File.ReadAllTextAsync(_home.Folder.SecretKeyFile)).ShouldStartWith("$2b$12$");
    }

    [Fact]
    public async Task SecretsComeWithALoudWord()
    {
        await SetPasswordAsync();
        (int status, string output, string errors) = await SapphireProcess.RunAsync(null, "backup", "--home", _home.Root, "--include-secrets", "--output", _home.Sub("b.tar.gz"));
        status.ShouldBe(0, errors);
        errors.ShouldContain("WARNING");
        output.ShouldContain("WITH SECRETS");
        (status, _, errors) = await SapphireProcess.RunAsync(null, "restore", _home.Sub("b.tar.gz"), "--home", _home.Sub("new"));
        status.ShouldBe(0, errors);
        (await File.ReadAllTextAsync(Path.Combine(_home.Sub("new"), "secrets", "secret_key"))).ShouldBe(await File.ReadAllTextAsync(_home.Folder.SecretKeyFile));
    }

    [Fact]
    public async Task ARestoreIsRefusedWhileAServerHoldsTheHome()
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, "backup", "--home", _home.Root, "--output", _home.Sub("b.tar.gz"));
        status.ShouldBe(0, errors);
        (status, _, errors) = await SapphireProcess.RunAsync(null, "restore", _home.Sub("b.tar.gz"), "--home", _home.Root);
        status.ShouldBe(ExitStatus.HomeHeld);
        errors.ShouldContain($"process {server.Id}");
    }

    [Theory]
    [InlineData("backup", "--keep", "0")]
    [InlineData("backup", "--keep", "x")]
    [InlineData("backup", "--keep", "2", "--output", "other-name.tar.gz")]
    [InlineData("backup", "verify")]
    [InlineData("restore")]
    public async Task AWrongCommandLineIsOneHelpfulLine(params string[] arguments)
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, [.. arguments]);
        status.ShouldBe(ExitStatus.Usage);
        errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    // A small home: it has a password and an empty journal.
    private async Task SetPasswordAsync()
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync("correct horse battery\n", "password", "--stdin", "--home", _home.Root);
        status.ShouldBe(0, errors);
    }
}
