namespace Sapphire.Kernel.Tests.Model;

/// <summary>
/// What the semantics say a tree does, one step after the other, in one thread. For each node: the order of what it logs; and which ends
/// of others it is told, whose order is free. An end that comes while the watcher ends too may be told or not.
/// </summary>
internal sealed class TreeModel
{
    private readonly Script _script;
    private readonly Life?[] _lives;
    private readonly List<(Life Ended, HashSet<Life> Watched)> _endedNow = [];

    public TreeModel(Script script)
    {
        _script = script;
        _lives = new Life?[script.Parents.Length];
        Logs = [.. script.Parents.Select(_ => new List<string>())];
        Must = [.. script.Parents.Select(_ => new List<int>())];
        May = [.. script.Parents.Select(_ => new List<int>())];
        Last = new Life?[script.Parents.Length];
        Create(0);
    }

    /// <summary>What each node logs, in this order.</summary>
    public List<string>[] Logs { get; }

    /// <summary>The ends that each node is told.</summary>
    public List<int>[] Must { get; }

    /// <summary>The ends that each node may be told besides.</summary>
    public List<int>[] May { get; }

    private Life?[] Last { get; }

    /// <summary>The nodes that live.</summary>
    public IEnumerable<int> Living => _lives.OfType<Life>().Select(l => l.Node);

    /// <summary>All that live log that they go on.</summary>
    public void Sync()
    {
        foreach (int node in Living) Logs[node].Add("sync");
    }

    public void Step(ModelOp op, int number)
    {
        _endedNow.Clear();
        if (_lives[op.Node] is { } life) Step(op, life, number);
        foreach ((Life ended, _) in _endedNow)
        {
            foreach (Life watcher in _lives.OfType<Life>().Where(w => w.Watched.Remove(ended))) Must[watcher.Node].Add(ended.Node);
            foreach ((Life watcher, HashSet<Life> watched) in _endedNow.Where(e => e.Watched.Contains(ended) && e.Ended != ended)) May[watcher.Node].Add(ended.Node);
        }
    }

    private void Step(ModelOp op, Life life, int number)
    {
        List<string> log = Logs[op.Node];
        switch (op.Kind)
        {
            case OpKind.Tell when life.Holds:
                log.Add($"stash {number}");
                life.Stash.Add(number);
                break;
            case OpKind.Tell:
                log.Add($"{life.Depth}: {number}");
                break;
            case OpKind.Become:
                log.Add("become");
                life.Depth++;
                break;
            case OpKind.Unbecome:
                log.Add("unbecome");
                if (life.Depth > 0) life.Depth--;
                break;
            case OpKind.Hold:
                log.Add("hold");
                life.Holds = true;
                break;
            case OpKind.Release:
                log.Add("release");
                life.Holds = false;
                Unstash(life);
                break;
            case OpKind.Fail:
                log.Add("fail");
                Judge(op.Node, op.Levels, op.Verdict);
                break;
            case OpKind.Watch:
                log.Add($"watch {op.Other}");
                Life subject = Last[op.Other]!;
                if (_lives[op.Other] == subject) life.Watched.Add(subject);
                else Must[op.Node].Add(op.Other);
                break;
            case OpKind.Unwatch:
                log.Add($"unwatch {op.Other}");
                life.Watched.Remove(Last[op.Other]!);
                break;
            default:
                Stop(op.Node);
                break;
        }
    }

    private void Judge(int failed, int levels, Verdict verdict)
    {
        int supervisor = _script.Parents[failed];
        for (; levels > 0 && supervisor >= 0; levels--)
        {
            failed = supervisor;
            supervisor = _script.Parents[failed];
        }

        int[] concerned = supervisor >= 0 && _script.AllForOne[supervisor] ? [.. _script.ChildrenOf(supervisor).Where(c => _lives[c] is not null)] : [failed];
        if (verdict == Verdict.Resume) return;
        foreach (int node in concerned)
        {
            if (verdict == Verdict.Stop) Stop(node);
            else Restart(node);
        }
    }

    private void Create(int node)
    {
        _lives[node] = Last[node] = new Life(node);
        Logs[node].Add("preStart");
        foreach (int child in _script.ChildrenOf(node)) Create(child);
    }

    private void Restart(int node)
    {
        Life life = _lives[node]!;
        Logs[node].Add("postStop");
        foreach (int child in _script.ChildrenOf(node))
        {
            if (_lives[child] is not { } c) continue;
            life.Watched.Remove(c);
            Stop(child);
        }

        life.Depth = 0;
        life.Holds = false;
        Logs[node].Add("preStart");
        foreach (int child in _script.ChildrenOf(node)) Create(child);
        Unstash(life);
    }

    private void Stop(int node)
    {
        foreach (int child in _script.ChildrenOf(node).Where(c => _lives[c] is not null)) Stop(child);
        Logs[node].Add("postStop");
        _endedNow.Add((_lives[node]!, _lives[node]!.Watched));
        _lives[node] = null;
    }

    private void Unstash(Life life)
    {
        foreach (int number in life.Stash) Logs[life.Node].Add($"{life.Depth}: {number}");
        life.Stash.Clear();
    }

    /// <summary>A node from its creation to its end; restarts do not end it.</summary>
    private sealed class Life(int node)
    {
        public int Node => node;

        public int Depth { get; set; }

        public bool Holds { get; set; }

        public List<int> Stash { get; } = [];

        public HashSet<Life> Watched { get; } = [];
    }
}
