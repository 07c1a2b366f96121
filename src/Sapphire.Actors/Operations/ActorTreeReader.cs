using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Operations;

/// <summary>The actors of a system as trees of a bounded size: one actor may have ten thousand children.</summary>
internal sealed class ActorTreeReader(ActorSystem system)
{
    /// <summary>The most actors in one answer.</summary>
    public const int MostShown = 2_000;

    /// <summary>The most actors that a search looks at.</summary>
    public const int MostSearched = 50_000;

    private int _budget;

    /// <summary>Reads.</summary>
    public ActorsAnswer Read(GetActors request)
    {
        if (ProblemOf(request.Path) is { } problem) return new(null, problem);
        if (ActorInspector.Find(system, request.Path) is not { } root) return new(null, Missing(request.Path));
        if (!string.IsNullOrWhiteSpace(request.Search)) return new(Show(root, Search(root.Path, request.Search.Trim(), Math.Clamp(request.Take, 1, MostShown))), null);
        _budget = MostShown;
        return new(Tree(root, Math.Max(request.Depth, 0), Math.Max(request.Skip, 0), Math.Clamp(request.Take, 1, MostShown)), null);
    }

    /// <summary>Why a text is no path of an actor of this system; null when it may be one.</summary>
    public static string? ProblemOf(string path) => path switch
    {
        _ when path.Contains("://", StringComparison.Ordinal) => $"'{path}' is an address of an actor of some node. Give the path alone, such as /user/chats, and the node with --node NAME.",
        ['/', ..] => null,
        _ => $"'{path}' is no path of an actor. Paths begin with a slash: /user/chats.",
    };

    /// <summary>That there is no such actor, and those that there are where it was looked for.</summary>
    public string Missing(string path)
    {
        string parent = path.TrimEnd('/');
        do
        {
            int slash = parent.LastIndexOf('/');
            parent = slash <= 0 ? "/" : parent[..slash];
        }
        while (parent != "/" && ActorInspector.Find(system, parent) is null);

        const int Named = 12;
        string[] names = ActorInspector.ChildNames(system, parent);
        string there = names.Length == 0 ? $"{parent} has no children" : $"below {parent} there are: {string.Join(", ", names.Take(Named))}{(names.Length > Named ? $" and {names.Length - Named} more" : "")}";
        return $"There is no actor {path}; {there}.";
    }

    private ActorView Tree(ActorSnapshot actor, int depth, int skip, int take)
    {
        _budget--;
        List<ActorView> children = [];
        if (depth > 0 && actor.Children > 0)
        {
            foreach (string name in ActorInspector.ChildNames(system, actor.Path).Skip(skip).Take(take))
            {
                if (_budget <= 0) break;
                if (ActorInspector.Find(system, Below(actor.Path, name)) is { } child) children.Add(Tree(child, depth - 1, 0, take));
            }
        }

        return Show(actor, children);
    }

    private List<ActorView> Search(string path, string text, int take)
    {
        List<ActorView> found = [];
        Queue<string> waiting = new([path]);
        for (int looked = 0; looked < MostSearched && found.Count < take && waiting.TryDequeue(out string? parent);)
        {
            foreach (string name in ActorInspector.ChildNames(system, parent))
            {
                if (++looked > MostSearched || found.Count >= take) break;
                if (ActorInspector.Find(system, Below(parent, name)) is not { } child) continue;
                if (name.Contains(text, StringComparison.OrdinalIgnoreCase) || child.ActorType.Name.Contains(text, StringComparison.OrdinalIgnoreCase)) found.Add(Show(child, []));
                if (child.Children > 0) waiting.Enqueue(child.Path);
            }
        }

        return found;
    }

    private static string Below(string parent, string name) => parent == "/" ? "/" + name : $"{parent}/{name}";

    private static ActorView Show(ActorSnapshot actor, IReadOnlyList<ActorView> children) =>
        new(actor.Path, actor.ActorType.Name, actor.State.ToString().ToLowerInvariant(), actor.Queued, actor.Restarts, actor.Children, children);
}
