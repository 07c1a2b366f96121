using System.Collections.Immutable;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Memory;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes what was remembered in the default scope, the oldest first.</summary>
internal sealed class MemoriesStep(IMemoryStore store) : IFolderStep
{
    private const string Name = "memory.db";

    /// <inheritdoc/>
    public async Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        string file = context.Folder.At(Name);
        if (!File.Exists(file))
        {
            return;
        }

        ImmutableArray<OldMemory> found = [];
        context.Try(FolderPart.Memories, Name, () =>
        {
            using OldDatabase database = OldDatabase.Open(file, context.WorkFolder);
            if (OldMemory.Read(database) is { } read)
            {
                found = read;
            }
            else
            {
                context.NotTaken(FolderPart.Memories, Name, "It holds no memories.");
            }
        });
        HashSet<string> here = [.. (await store.SearchAsync("", int.MaxValue, cancellationToken)).Select(static memory => Fold(memory.Text))];
        int taken = 0;
        int known = 0;
        foreach (OldMemory memory in found.Where(static memory => memory.Scope == OldMemory.DefaultScope))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!here.Add(Fold(memory.Text)))
            {
                known++;
                continue;
            }

            if (!context.DryRun)
            {
                await store.SaveAsync(memory.Text, cancellationToken);
            }

            taken++;
        }

        if (taken > 0)
        {
            context.Add(FolderPart.Memories, Name, FolderOutcome.Taken, $"{taken:N0} memories{(known > 0 ? $"; {known:N0} are here already" : "")}. The times and importances that they had are not kept.");
        }
        else if (known > 0)
        {
            context.Add(FolderPart.Memories, Name, FolderOutcome.Here, "All of them are here already.");
        }

        foreach (IGrouping<string, OldMemory> scope in found.Where(static memory => memory.Scope != OldMemory.DefaultScope).GroupBy(static memory => memory.Scope))
        {
            context.NotTaken(FolderPart.Memories, $"{Name}, scope '{scope.Key}'", $"{scope.Count():N0} memories of a scope of their own, which cannot be kept apart here.");
        }
    }

    private static string Fold(string text) => string.Join(' ', text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
