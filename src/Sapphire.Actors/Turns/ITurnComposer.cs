namespace Sapphire.Actors.Turns;

/// <summary>Makes of a chat's settings what a turn works with: the one place where prompt, tools and model come together.</summary>
public interface ITurnComposer
{
    /// <summary>Composes a turn. Depends on nothing but the context, the home's files and the time.</summary>
    /// <exception cref="Models.ModelException">The chat is set to something with which no turn can run; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled.</exception>
    ValueTask<TurnSetup> ComposeAsync(TurnContext context, CancellationToken cancellationToken);
}
