using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>A home with prompts.</summary>
internal sealed class PromptHome : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly NodeDocuments _documents;

    public PromptHome()
    {
        _documents = new(HomeFolder.Resolve(_folder.Path), null, Time);
        Library = new(path => _documents.Open(path), Time);
        Copies = new(path => _documents.Open(path, watch: false));
        Assembler = new(() => Library.Current, static () => PromptNames.Default, (chat, name) => Copies.Find(chat, name).Draft);
        Tools = new(Library, Copies, Assembler, Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public PromptLibrary Library { get; }

    public PromptCopies Copies { get; }

    public PromptAssembler Assembler { get; }

    public PromptTools Tools { get; }

    public string File(string path) => Path.Combine(_folder.Path, path);

    public void Write(string path, string text)
    {
        System.IO.File.WriteAllText(File(path), text);
        Library.Reload();
    }

    public PromptLibrary Reopened() => new(path => _documents.Open(path), Time);

    public void Dispose()
    {
        Library.Dispose();
        _folder.Dispose();
    }
}
