namespace Sapphire.Kernel.Actor;

/// <summary>Judges failures.</summary>
public interface IDecider
{
    /// <summary>What to do about an exception.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>From a function.</summary>
    public static IDecider From(Func<Exception, Directive> localOnlyDecider) => new FunctionDecider(localOnlyDecider);

    private sealed class FunctionDecider(Func<Exception, Directive> decide) : IDecider
    {
        public Directive Decide(Exception cause) => decide(cause);
    }
}
