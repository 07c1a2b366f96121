using System.Collections.Immutable;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Memory;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes what was remembered, scope by scope, the oldest first; and the scopes in which nothing was.</summary>
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
        ImmutableArray<string> named = [];
        context.Try(FolderPart.Memories, Name, () =>
        {
            using OldDatabase database = OldDatabase.Open(file, context.WorkFolder);
            if (OldMemory.Read(database) is { } read)
            {
                found = read;
                named = OldMemory.Scopes(database);
            }
            else
            {
                context.NotTaken(FolderPart.Memories, Name, "It holds no memories.");
            }
        });
        ILookup<string, OldMemory> byScope = found.ToLookup(static memory => memory.Scope, StringComparer.Ordinal);
        HashSet<string> known = [.. (await store.ScopesAsync(cancellationToken)).Select(static scope => scope.Name)];
        foreach (string scope in byScope.Select(static group => group.Key).Concat(named).Distinct(StringComparer.Ordinal).OrderBy(static scope => scope != OldMemory.DefaultScope).ThenBy(static scope => scope, StringComparer.Ordinal))
        {
            string line = scope == OldMemory.DefaultScope ? Name : $"{Name}, scope '{scope}'";
            OldMemory[] memories = [.. byScope[scope]];
            if (!MemoryScope.IsName(scope))
            {
                context.NotTaken(FolderPart.Memories, line, $"{memories.Length:N0} memories of a scope that cannot be called so here. {MemoryScope.NameRule}");
            }
            else if (memories.Length > 0)
            {
                await TakeAsync(context, line, scope, memories, cancellationToken);
            }
            else if (!known.Contains(scope))
            {
                if (!context.DryRun)
                {
                    await store.CreateScopeAsync(scope, cancellationToken);
                }

                context.Add(FolderPart.Memories, line, FolderOutcome.Taken, "A scope without memories.");
            }
        }
    }

    private async Task TakeAsync(FolderContext context, string line, string scope, OldMemory[] memories, CancellationToken cancellationToken)
    {
        IScopedMemory target = store.In(scope);
        HashSet<string> here = [.. (await target.SearchAsync("", int.MaxValue, cancellationToken)).Select(static memory => Fold(memory.Text))];
        int taken = 0;
        int known = 0;
        foreach (OldMemory memory in memories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!here.Add(Fold(memory.Text)))
            {
                known++;
                continue;
            }

            if (!context.DryRun)
            {
                await target.SaveAsync(memory.Text, cancellationToken);
            }

            taken++;
        }

        if (taken > 0)
        {
            context.Add(FolderPart.Memories, line, FolderOutcome.Taken, $"{taken:N0} memories{(known > 0 ? $"; {known:N0} are here already" : "")}. The times and importances that they had are not kept.");
        }
        else
        {
            context.Add(FolderPart.Memories, line, FolderOutcome.Here, "All of them are here already.");
        }
    }

    private static string Fold(string text) => string.Join(' ', text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
