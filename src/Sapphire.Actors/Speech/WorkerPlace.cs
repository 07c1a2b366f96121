using Microsoft.Extensions.Logging;

namespace Sapphire.Actors.Speech;

/// <summary>What workers need beside their settings.</summary>
/// <param name="Command">How a process is started.</param>
/// <param name="Folder">Where sockets are.</param>
/// <param name="LogsFolder">Where logs are written; null for none.</param>
/// <param name="Engines">Told which engines can be used.</param>
/// <param name="Time">The clock of limits and waits.</param>
/// <param name="Logging">The log of the host.</param>
internal sealed record WorkerPlace(WorkerCommand Command, WorkerFolder Folder, string? LogsFolder, SpeechEngines Engines, TimeProvider Time, ILoggerFactory Logging);
