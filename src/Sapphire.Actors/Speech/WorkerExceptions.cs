#pragma warning disable MA0048 // A family of exceptions.
namespace Sapphire.Actors.Speech;

/// <summary>A worker process is gone.</summary>
internal sealed class WorkerGoneException(string message) : Exception(message);

/// <summary>A worker process does not answer.</summary>
internal sealed class WorkerTimeoutException(string message) : Exception(message);

/// <summary>The engine of a worker cannot be used here; the message names the package to install.</summary>
internal sealed class WorkerUnavailableException(string message) : Exception(message);
