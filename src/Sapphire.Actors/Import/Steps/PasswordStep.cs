namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes the password of the old page where this one has none yet. It was kept as a hash of the same kind.</summary>
internal sealed class PasswordStep(Func<string, bool, CancellationToken, Task<FolderOutcome>>? take) : IFolderStep
{
    private const string Name = "secret_key";

    /// <inheritdoc/>
    public async Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        if (context.Credentials.PasswordHash is not { } hash)
        {
            return;
        }

        FolderOutcome outcome = take is null ? FolderOutcome.NotTaken : await take(hash, context.DryRun, cancellationToken);
        context.Add(FolderPart.Credentials, Name, outcome, outcome switch
        {
            FolderOutcome.Taken => "The password of the page. One of fewer than 8 characters is no longer taken: 'sapphire password' sets another.",
            FolderOutcome.Here => "A password is set here already, and stays.",
            _ => "This machine cannot check such a hash: set a new password.",
        });
    }
}
