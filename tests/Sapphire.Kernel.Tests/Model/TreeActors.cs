using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Model;

/// <summary>The same tree of real actors, and what they have logged.</summary>
internal sealed class TreeActors(Script script)
{
    public Script Script => script;

    public ConcurrentQueue<string>[] Logs { get; } = [.. script.Parents.Select(_ => new ConcurrentQueue<string>())];

    public ConcurrentQueue<int>[] Ends { get; } = [.. script.Parents.Select(_ => new ConcurrentQueue<int>())];

    /// <summary>The newest reference of each node.</summary>
    public IActorRef[] Refs { get; } = new IActorRef[script.Parents.Length];

    /// <summary>More than one thread in one actor.</summary>
    public int Overlaps;

    public sealed record Step(ModelOp Op, int Number, IActorRef Other);

    /// <summary>Climbs the tree until it has no levels left.</summary>
    public sealed class Failure(int levels, Verdict verdict) : Exception
    {
        public Directive Judge(bool top)
        {
            if (levels > 0 && !top)
            {
                levels--;
                return Directive.Escalate;
            }

            return verdict switch
            {
                Verdict.Resume => Directive.Resume,
                Verdict.Restart => Directive.Restart,
                _ => Directive.Stop,
            };
        }

        private int levels = levels;
    }

    /// <summary>Above the tree: judges what climbs out of it.</summary>
    public sealed class Top : UntypedActor
    {
        public Top(TreeActors tree) => Context.ActorOf(Props.CreateBy(() => new Node(tree, 0)), "0");

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, ex => ((Failure)ex).Judge(top: true), loggingEnabled: false);

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Node(TreeActors tree, int id) : UntypedActor, IWithStash
    {
        private int _inside;
        private bool _holds;

        public IStash Stash { get; set; } = null!;

        protected override void PreStart()
        {
            tree.Refs[id] = Self;
            foreach (int child in tree.Script.ChildrenOf(id)) Context.ActorOf(Props.CreateBy(() => new Node(tree, child)), $"{child}");
            Log("preStart");
        }

        protected override void PostStop() => Log("postStop");

        protected override SupervisorStrategy SupervisorStrategy()
        {
            Func<Exception, Directive> decider = static ex => ((Failure)ex).Judge(top: false);
            return tree.Script.AllForOne[id] ? new AllForOneStrategy(-1, -1, decider, loggingEnabled: false) : new OneForOneStrategy(-1, -1, decider, loggingEnabled: false);
        }

        protected override void OnReceive(object message) => Handle(message, 0);

        private void Handle(object message, int depth)
        {
            if (Interlocked.Increment(ref _inside) != 1) Interlocked.Increment(ref tree.Overlaps);
            try
            {
                if (message is Terminated t) tree.Ends[id].Enqueue(int.Parse(t.ActorRef.Path.Name));
                else Do((Step)message, depth);
            }
            finally
            {
                Interlocked.Decrement(ref _inside);
            }
        }

        private void Do(Step step, int depth)
        {
            switch (step.Op.Kind)
            {
                case OpKind.Tell when _holds:
                    Stash.Stash();
                    Log($"stash {step.Number}");
                    break;
                case OpKind.Tell:
                    Log($"{depth}: {step.Number}");
                    break;
                case OpKind.Become:
                    Context.BecomeStacked(m =>
                    {
                        Handle(m, depth + 1);
                        return true;
                    });
                    Log("become");
                    break;
                case OpKind.Unbecome:
                    Context.UnbecomeStacked();
                    Log("unbecome");
                    break;
                case OpKind.Hold:
                    _holds = true;
                    Log("hold");
                    break;
                case OpKind.Release:
                    _holds = false;
                    Stash.UnstashAll();
                    Log("release");
                    break;
                case OpKind.Sync:
                    Log("sync");
                    break;
                case OpKind.Fail:
                    Log("fail");
                    throw new Failure(step.Op.Levels, step.Op.Verdict);
                case OpKind.Watch:
                    Context.Watch(step.Other);
                    Log($"watch {step.Op.Other}");
                    break;
                case OpKind.Unwatch:
                    Context.Unwatch(step.Other);
                    Log($"unwatch {step.Op.Other}");
                    break;
            }
        }

        private void Log(string entry) => tree.Logs[id].Enqueue(entry);
    }
}
