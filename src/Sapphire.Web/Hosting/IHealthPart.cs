namespace Sapphire.Web.Hosting;

/// <summary>A part of the program that can be out of order. Register as a singleton; <c>/healthz</c> asks all of them.</summary>
public interface IHealthPart
{
    /// <summary>A short name: "journal".</summary>
    string Name { get; }

    /// <summary>False while it is out of order. Must be quick: no I/O.</summary>
    bool IsHealthy { get; }

    /// <summary>Why it is out of order, and what to do, for people who are logged in; null where nothing is known or wrong. As quick.</summary>
    string? Problem => null;
}
