namespace Sapphire.Actors.Privacy;

/// <summary>May keep privacy mode on: a prompt that requires it is in use.</summary>
public interface IPrivacyHold
{
    /// <summary>Why privacy mode must stay on, for people: "The chat Diary uses the prompt Secret, which requires it."; null when it may be switched off.</summary>
    ValueTask<string?> ReasonAsync(CancellationToken cancellationToken);
}
