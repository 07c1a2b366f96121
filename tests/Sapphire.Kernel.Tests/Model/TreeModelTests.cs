using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Model;

/// <summary>
/// Random trees, and random messages, failures, verdicts, watches and ends in them, against <see cref="TreeModel"/>. Each step is told
/// when the one before has had all its effects, so that the model can say what comes; several trees live at once in one system, so
/// that both cores are busy. A failure prints the scripts, shrunk, and the seed.
/// </summary>
public sealed class TreeModelTests
{
    private const int Trees = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_tree_does_what_the_model_says()
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit();
        Arbitrary<Script[]> scripts = Arb.From(Script.ArrayOf(Trees), Shrink);
        Prop.ForAll(scripts, all => Run(kit, all)).Check(Properties.Times(120));
    }

    [Fact]
    public void A_tree_that_differs_from_the_model_is_found_and_shrunk_to_the_step_that_matters()
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit();
        Script[] script = [new([-1, 0], [false, false], [new(OpKind.Tell, 0), new(OpKind.Tell, 1), new(OpKind.Become, 1), new(OpKind.Tell, 1)])];

        // The model is asked about another script than the actors play: the difference must show.
        Script[] other = [script[0] with { Ops = [.. script[0].Ops.Take(3), new(OpKind.Hold, 1)] }];
        Should.Throw<Shouldly.ShouldAssertException>(() => Play(kit, script[0], other[0])).Message.ShouldContain("hold");
        Shrink(script).ShouldContain(s => s[0].Ops.Length == 2);
    }

    private static Gen<Script> Script { get; } =
        from size in Gen.Choose(2, 9)
        from parents in Gen.Choose(0, int.MaxValue - 1).ArrayOf(size)
        from allForOne in Gen.Choose(0, 3).ArrayOf(size)
        from count in Gen.Choose(1, 40)
        from ops in Op(size).ArrayOf(count)
        select new Script([.. parents.Select((p, i) => i == 0 ? -1 : p % i)], [.. allForOne.Select(a => a == 0)], ops);

    private static Gen<ModelOp> Op(int size) =>
        from kind in Gen.Choose(0, 23)
        from node in Gen.Choose(0, size - 1)
        from other in Gen.Choose(1, size - 1)
        from levels in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from verdict in Gen.Choose(0, 2)
        select new ModelOp(
            kind switch
            {
                < 6 => OpKind.Tell,
                < 8 => OpKind.Become,
                8 => OpKind.Unbecome,
                < 11 => OpKind.Hold,
                11 => OpKind.Release,
                < 17 => OpKind.Fail,
                < 21 => OpKind.Watch,
                21 => OpKind.Unwatch,
                22 => OpKind.Stop,
                _ => OpKind.Poison,
            },
            node,
            (node + other) % size,
            levels,
            (Verdict)verdict);

    private static IEnumerable<Script[]> Shrink(Script[] scripts)
    {
        for (int i = 0; i < scripts.Length && scripts.Length > 1; i++) yield return [.. scripts[..i], .. scripts[(i + 1)..]];
        for (int i = 0; i < scripts.Length; i++)
        {
            ModelOp[] ops = scripts[i].Ops;
            for (int size = ops.Length / 2; size > 0; size /= 2)
            {
                for (int at = 0; at + size <= ops.Length; at += size)
                {
                    Script[] smaller = [.. scripts];
                    smaller[i] = scripts[i] with { Ops = [.. ops[..at], .. ops[(at + size)..]] };
                    yield return smaller;
                }
            }
        }
    }

    private static void Run(Sapphire.Kernel.TestKit.TestKit kit, Script[] scripts)
    {
        var failures = new Exception?[scripts.Length];
        Thread[] threads = [.. scripts.Select((script, i) => new Thread(() =>
        {
            try
            {
                Play(kit, script, script);
            }
            catch (Exception ex)
            {
                failures[i] = ex;
            }
        }))];
        foreach (Thread t in threads) t.Start();
        foreach (Thread t in threads) t.Join();
        if (failures.OfType<Exception>().FirstOrDefault() is { } first) throw new InvalidOperationException(first.Message, first);
    }

    private static void Play(Sapphire.Kernel.TestKit.TestKit kit, Script script, Script modelled)
    {
        var tree = new TreeActors(script);
        var model = new TreeModel(modelled);
        IActorRef top = kit.Sys.ActorOf(Props.CreateBy(() => new TreeActors.Top(tree)));
        try
        {
            Await(tree, model, "the beginning");
            for (int i = 0; i < script.Ops.Length; i++)
            {
                ModelOp op = script.Ops[i];
                IActorRef node = tree.Refs[op.Node];
                model.Step(modelled.Ops[i], i);
                switch (op.Kind)
                {
                    case OpKind.Stop:
                        kit.Sys.Stop(node);
                        break;
                    case OpKind.Poison:
                        node.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                        break;
                    default:
                        node.Tell(new TreeActors.Step(op, i, tree.Refs[op.Other]), ActorRefs.NoSender);
                        break;
                }

                Await(tree, model, $"step {i}, {op}");
                if (op is not { Kind: OpKind.Fail, Verdict: Verdict.Resume }) continue;

                // A second failure on the way of one that is not judged yet is lost, as in Akka: only what is resumed may fail again.
                foreach (int living in model.Living) tree.Refs[living].Tell(new TreeActors.Step(new(OpKind.Sync, living), i, tree.Refs[living]), ActorRefs.NoSender);
                model.Sync();
                Await(tree, model, $"step {i}, {op}: go on");
            }
        }
        finally
        {
            top.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        tree.Overlaps.ShouldBe(0);
    }

    private static void Await(TreeActors tree, TreeModel model, string when)
    {
        long start = TimeProvider.System.GetTimestamp();
        var spin = new SpinWait();
        while (!HasAll(tree, model) && TimeProvider.System.GetElapsedTime(start) < Patience) spin.SpinOnce(sleep1Threshold: 50);
        for (int i = 0; i < tree.Logs.Length; i++)
        {
            tree.Logs[i].ShouldBe(model.Logs[i], ignoreOrder: false, $"node {i} after {when}");
            List<int> ends = [.. tree.Ends[i]];
            foreach (int must in model.Must[i]) ends.Remove(must).ShouldBeTrue($"node {i} after {when}: not told the end of {must}; told {string.Join(", ", tree.Ends[i])}");
            foreach (int may in model.May[i]) ends.Remove(may);
            ends.ShouldBeEmpty($"node {i} after {when}: told ends too many");
        }
    }

    private static bool HasAll(TreeActors tree, TreeModel model)
    {
        for (int i = 0; i < tree.Logs.Length; i++)
        {
            if (tree.Logs[i].Count < model.Logs[i].Count || tree.Ends[i].Count < model.Must[i].Count) return false;

            // Ends that are optional must not stand for those that are due.
            List<int> ends = [.. tree.Ends[i]];
            if (model.May[i].Count > 0 && !model.Must[i].TrueForAll(ends.Remove)) return false;
        }

        return true;
    }
}
