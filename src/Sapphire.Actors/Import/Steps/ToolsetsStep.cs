using System.Collections.Immutable;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Toolsets;

namespace Sapphire.Actors.Import.Steps;

/// <summary>
/// Takes the toolsets with those of their tools that are here. One of which no tool is here becomes <c>none</c> for what was set to it:
/// it must not get more tools than it had.
/// </summary>
internal sealed class ToolsetsStep(ToolsetLibrary library) : IFolderStep
{
    private const string Own = " (imported)";
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal) { [Toolset.All] = Toolset.All, [Toolset.None] = Toolset.None };

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string file in context.Folder.Files("toolsets", "*.json"))
        {
            string source = context.Folder.Name(file);
            ImmutableArray<(string Name, ImmutableArray<string> Tools)> found = [];
            context.Try(FolderPart.Toolsets, source, () => found =
                [.. OldToolsets.Read(OldJson.Parse(OldJson.Clean(File.ReadAllBytes(file))), (name, why) => context.NotTaken(FolderPart.Toolsets, $"{name} ({source})", why))]);
            foreach ((string name, ImmutableArray<string> tools) in found)
            {
                Take(context, name, $"{name} ({source})", tools);
            }
        }

        // A module's name was a toolset too; it becomes one where something was set to it.
        context.Toolset = name =>
        {
            if (!_names.ContainsKey(name) && OldToolsets.Modules.TryGetValue(name, out ImmutableArray<string> tools))
            {
                Take(context, name, $"{name} (a module of the old program)", tools);
            }

            return _names.GetValueOrDefault(name);
        };
        return Task.CompletedTask;
    }

    private void Take(FolderContext context, string name, string source, ImmutableArray<string> tools)
    {
        (ImmutableArray<string> here, ImmutableArray<string> missing) = OldToolsets.Find(tools);
        if (here.IsEmpty && !missing.IsEmpty)
        {
            _names[name] = Toolset.None;
            context.NotTaken(FolderPart.Toolsets, source, $"None of its tools is here: {string.Join(", ", missing)}. What was set to it has no tools.");
            return;
        }

        // What is called default is that of every chat that is set to nothing.
        bool other = name == Toolset.Default || Toolset.IsBuiltIn(name) || (library.Current.TryGetValue(name, out Toolset? same) && same != new Toolset(name, here));
        Toolset toolset = new(other ? name + Own : name, here);
        if (toolset.Problem() is { } problem)
        {
            context.NotTaken(FolderPart.Toolsets, source, problem);
            return;
        }

        _names[name] = toolset.Name;
        if (library.Current.TryGetValue(toolset.Name, out Toolset? present))
        {
            context.Add(FolderPart.Toolsets, source, FolderOutcome.Here, present == toolset ? "It is here already." : "It was imported before, and was changed here since.");
            return;
        }

        try
        {
            if (!context.DryRun)
            {
                library.Put(toolset.Name, toolset);
            }

            string[] remarks =
            [
                .. other ? [$"As \"{toolset.Name}\": another toolset has the name here."] : Array.Empty<string>(),
                .. missing.IsEmpty ? [] : (string[])[$"Without {string.Join(", ", missing)}, which {(missing.Length == 1 ? "is" : "are")} not here."],
            ];
            context.Add(FolderPart.Toolsets, source, FolderOutcome.Taken, string.Join(' ', remarks));
        }
        catch (LibraryException e)
        {
            context.NotTaken(FolderPart.Toolsets, source, e.Message);
        }
    }
}
