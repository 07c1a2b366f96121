using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Sapphire.Actors.Tests")]
