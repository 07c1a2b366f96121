using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Kernel.Configuration;

/// <summary>Helpers for a configuration that may be missing.</summary>
public static class ConfigExtensions
{
    /// <summary>The configuration with the fallback, where either may be null or empty.</summary>
    public static Config? SafeWithFallback(this Config? config, Config? fallback)
    {
        if (config.IsNullOrEmpty())
            return fallback;
        return fallback.IsNullOrEmpty() ? config : config.WithFallback(fallback);
    }

    /// <summary>True for null and for a configuration without a key.</summary>
    public static bool IsNullOrEmpty([NotNullWhen(false)] this Config? config) => config is null || config.IsEmpty;
}
