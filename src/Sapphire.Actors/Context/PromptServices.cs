using Sapphire.Actors.Images;

namespace Sapphire.Actors.Context;

/// <summary>With what prompts are made for models.</summary>
/// <param name="Calibration">What providers counted.</param>
/// <param name="Limits">What the settings say at this moment.</param>
/// <param name="Images">The attached images; null for none.</param>
public sealed record PromptServices(TokenCalibration Calibration, Func<ContextLimits> Limits, ImageStore? Images)
{
    /// <summary>Without images and settings.</summary>
    public static PromptServices None() => new(new(), static () => ContextLimits.Default, null);
}
