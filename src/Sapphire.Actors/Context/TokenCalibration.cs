using System.Collections.Concurrent;

namespace Sapphire.Actors.Context;

/// <summary>What providers counted, over what was estimated, for each model. Safe for several threads.</summary>
public sealed class TokenCalibration
{
    // What is further away was not counted as we count, and tells nothing.
    private const double Least = 0.5;
    private const double Most = 3;
    private const double Weight = 0.3;
    private const int Telling = 200;
    private const int MaxModels = 500;

    private readonly ConcurrentDictionary<(string Provider, string Model), double> _ratios = new();

    /// <summary>By what an estimate is multiplied for a model; 1 where nothing is known.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="model">The model's name there.</param>
    public double Of(string provider, string model) => _ratios.GetValueOrDefault((provider, model), 1);

    /// <summary>A provider has counted a request.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="estimated">What <see cref="TokenEstimate"/> said of the request, in tokens.</param>
    /// <param name="counted">What the provider said, in tokens.</param>
    public void Learn(string provider, string model, long estimated, long counted)
    {
        // A short request tells more of the server's template than of the text; and some servers count only what they had not kept.
        double ratio = counted / (double)Math.Max(1, estimated);
        if (estimated < Telling || ratio is < Least or > Most || (_ratios.Count >= MaxModels && !_ratios.ContainsKey((provider, model))))
        {
            return;
        }

        _ratios.AddOrUpdate((provider, model), ratio, (_, before) => ((1 - Weight) * before) + (Weight * ratio));
    }
}
