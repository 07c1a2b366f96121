namespace Sapphire.Actors.Ask;

/// <summary>One turn without a browser, through the very same actors.</summary>
public interface IAskService
{
    /// <summary>Says something and waits for the whole reply.</summary>
    /// <exception cref="AskException">The turn could not be run, or failed; says what to do next.</exception>
    Task<AskResult> AskAsync(AskRequest request, CancellationToken cancellationToken);
}
