using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Sapphire.Actors.Tests")]
[assembly: InternalsVisibleTo("Sapphire.SpeechWorker")]
