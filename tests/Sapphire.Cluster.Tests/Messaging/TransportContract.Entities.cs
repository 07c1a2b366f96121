using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

public abstract partial class TransportContract
{
    [Fact]
    public async Task Messages_to_a_shard_arrive_in_the_order_of_the_calls()
    {
        IClusterTransport web = await World.JoinAsync("web");
        IClusterTransport owner = await World.JoinAsync("owner");
        Recorder got = new();
        await owner.Entities.ClaimAsync(Chats, 3, got.Handle);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => web.Entities.SendAsync(Chats, 3, Text.Of(i))));
        await got.ReachesAsync(1_000);

        got.Texts.ShouldBe(Enumerable.Range(0, 1_000).Select(i => i.ToString()));
        got.Deliveries.ShouldAllBe(d => d.Attempt == 1);
    }

    [Fact]
    public async Task A_message_comes_through_whole()
    {
        IClusterTransport node = await World.JoinAsync("node");
        Recorder got = new();
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);
        WireMessage sent = new()
        {
            SerializerId = 1_234,
            Manifest = "chat.say.1",
            Body = new byte[] { 0, 1, 2, 255 },
            MessageId = "one",
            CorrelationId = "asked",
            SenderNode = node.Self,
            SenderRef = "akka://s/user/wörker#12",
            Protocol = 1,
            Attributes = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("trace", "grün").Add("empty", ""),
        };

        await node.Entities.SendAsync(Chats, 0, sent);
        await node.Entities.SendAsync(Chats, 0, new WireMessage { SerializerId = 0, Manifest = "", Body = default, MessageId = "two" });
        await got.ReachesAsync(2);

        WireMessage came = got.Deliveries[0].Message;
        came.Body.ToArray().ShouldBe(sent.Body.ToArray());
        came.Attributes.ShouldBe(sent.Attributes, ignoreOrder: true);
        (came with { Body = sent.Body, Attributes = sent.Attributes }).ShouldBe(sent);
        WireMessage bare = got.Deliveries[1].Message;
        bare.ShouldSatisfyAllConditions(
            () => bare.Body.Length.ShouldBe(0),
            () => bare.CorrelationId.ShouldBeNull(),
            () => bare.SenderNode.ShouldBeNull(),
            () => bare.SenderRef.ShouldBeNull(),
            () => bare.Attributes.ShouldBeEmpty());
    }

    [Fact]
    public async Task A_shard_has_one_owner_and_it_knows_before_the_first_message()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        Recorder atA = new(), atB = new();
        IShardClaim first = await a.Entities.ClaimAsync(Chats, 1, atA.Handle);
        IShardClaim second = await b.Entities.ClaimAsync(Chats, 1, atB.Handle);

        await Wait.UntilAsync(() => first.Status == ClaimStatus.Active, "the owner knows");
        for (int i = 0; i < 20; i++) await b.Entities.SendAsync(Chats, 1, Text.Of(i));
        await atA.ReachesAsync(20);

        second.Status.ShouldBe(ClaimStatus.Waiting);
        atB.Count.ShouldBe(0);
        await Wait.UntilAsync(() => b.Presence.Members.Any(m => m.Info.Id == a.Self && m.Info.Shards.GetValueOrDefault("chat") == 1), "presence tells how many shards it holds");
    }

    [Fact]
    public async Task Handing_over_leaves_no_overlap_and_keeps_the_order()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        Recorder atA = new(hold: true), atB = new();
        IShardClaim first = await a.Entities.ClaimAsync(Chats, 2, atA.Handle);
        IShardClaim second = await b.Entities.ClaimAsync(Chats, 2, atB.Handle);
        for (int i = 0; i < 20; i++) await b.Entities.SendAsync(Chats, 2, Text.Of(i));
        await atA.ReachesAsync(10);

        Task released = first.ReleaseAsync();
        first.Status.ShouldBe(ClaimStatus.Releasing);
        foreach (IDelivery delivery in atA.Deliveries.Take(9)) await delivery.AcknowledgeAsync();
        await Wait.AWhileAsync();
        released.IsCompleted.ShouldBeFalse("one is still in hand");
        atB.Count.ShouldBe(0, "nobody else may begin while one is in hand");
        await atA.Deliveries[9].AcknowledgeAsync();
        await released.WaitAsync(Wait.Token());
        await atB.ReachesAsync(10);

        first.Status.ShouldBe(ClaimStatus.Released);
        (await first.Ended).ShouldBe(ClaimStatus.Released);
        first.Lost.IsCancellationRequested.ShouldBeFalse();
        second.Status.ShouldBe(ClaimStatus.Active);
        atA.Texts.ShouldBe(Enumerable.Range(0, 10).Select(i => i.ToString()));
        atB.Texts.ShouldBe(Enumerable.Range(10, 10).Select(i => i.ToString()));
    }

    [Fact]
    public async Task A_released_shard_goes_down_the_line_and_the_next_owner_knows_without_a_message()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        IShardClaim atA = await a.Entities.ClaimAsync(Chats, 0, new Recorder().Handle);
        IShardClaim atB = await b.Entities.ClaimAsync(Chats, 0, new Recorder().Handle);

        await atA.ReleaseAsync();
        await Wait.UntilAsync(() => atB.Status == ClaimStatus.Active, "b owns it");
        IShardClaim again = await a.Entities.ClaimAsync(Chats, 0, new Recorder().Handle);
        await Wait.AWhileAsync();
        again.Status.ShouldBe(ClaimStatus.Waiting, "last in line");
        await atB.ReleaseAsync();
        await Wait.UntilAsync(() => again.Status == ClaimStatus.Active, "a owns it again");
    }

    [Fact]
    public async Task What_a_killed_owner_had_in_hand_comes_to_the_next_in_order()
    {
        IClusterTransport web = await World.JoinAsync("web");
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        Recorder atA = new(hold: true), atB = new();
        IShardClaim lost = await a.Entities.ClaimAsync(Chats, 5, atA.Handle);
        await b.Entities.ClaimAsync(Chats, 5, atB.Handle);
        for (int i = 0; i < 30; i++) await web.Entities.SendAsync(Chats, 5, Text.Of(i));
        await atA.ReachesAsync(10);
        await atA.Deliveries[0].AcknowledgeAsync();
        await atA.Deliveries[1].AcknowledgeAsync();
        await atA.ReachesAsync(12);

        await World.CutAsync("a");
        await atB.ReachesAsync(28);

        atB.Texts.ShouldBe(Enumerable.Range(2, 28).Select(i => i.ToString()));
        atB.Deliveries.Take(10).ShouldAllBe(d => d.Attempt == 2);
        atB.Deliveries.Skip(10).ShouldAllBe(d => d.Attempt == 1);
        await Wait.UntilAsync(() => lost.Lost.IsCancellationRequested, "the old owner knows");
        lost.Status.ShouldBe(ClaimStatus.Lost);
        (await lost.Ended).ShouldBe(ClaimStatus.Lost);
        await FailsAsync(atA.Deliveries[5].AcknowledgeAsync().AsTask(), ClusterError.NotOwner);
        await FailsAsync(atA.Deliveries[6].RejectAsync("no").AsTask(), ClusterError.NotOwner);
        a.State.Status.ShouldBe(TransportStatus.Away);
        a.State.Error!.Reason.ShouldBe(ClusterError.Unreachable);

        await World.HealAsync("a");
        await a.ConnectedAsync(Wait.Token());
        lost.Status.ShouldBe(ClaimStatus.Lost, "a lost claim stays lost");
        Recorder anew = new();
        (await a.Entities.ClaimAsync(Chats, 5, anew.Handle)).Status.ShouldBe(ClaimStatus.Waiting);
    }

    [Fact]
    public async Task The_shard_of_a_node_that_has_gone_knows_its_new_owner_without_a_message()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        await a.Entities.ClaimAsync(Chats, 6, new Recorder().Handle);
        IShardClaim atB = await b.Entities.ClaimAsync(Chats, 6, new Recorder().Handle);
        await Wait.UntilAsync(() => b.Presence.Members.Length == 2, "they know each other");

        await World.CutAsync("a");

        await Wait.UntilAsync(() => atB.Status == ClaimStatus.Active, "b owns it");
    }

    [Fact]
    public async Task An_owner_has_ten_messages_in_hand_at_most()
    {
        IClusterTransport node = await World.JoinAsync("node");
        Recorder got = new(hold: true);
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);

        for (int i = 0; i < 30; i++) await node.Entities.SendAsync(Chats, 0, Text.Of(i));
        await got.ReachesAsync(10);
        await Wait.AWhileAsync();

        got.Count.ShouldBe(10);
        await got.Deliveries[0].AcknowledgeAsync();
        await got.Deliveries[0].AcknowledgeAsync();
        await got.ReachesAsync(11);
        await Wait.AWhileAsync();
        got.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_message_that_outlives_too_many_owners_becomes_a_dead_letter_and_blocks_nobody()
    {
        EntityKind few = new("fragile", 1) { DeliveryLimit = 20 };
        IClusterTransport node = await World.JoinAsync("node");
        await node.Entities.SendAsync(few, 0, Text.Of("poison"));
        int attempts = 0;
        while (await node.DeadLetters.CountAsync("fragile") == 0)
        {
            Recorder got = new(hold: true);
            IShardClaim claim = await node.Entities.ClaimAsync(few, 0, got.Handle);
            await got.ReachesAsync(1);
            got.Deliveries[0].Attempt.ShouldBe(++attempts);
            await claim.ReleaseAsync(new CancellationToken(canceled: true));
            if (attempts == 20) await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("fragile") == 1, "it is dead");
        }

        attempts.ShouldBe(20);
        DeadLetter letter = (await node.DeadLetters.PeekAsync("fragile", 10)).ShouldHaveSingleItem();
        Text.Read(letter.Message).ShouldBe("poison");
        letter.Origin.ShouldBe("fragile.0");
        letter.Reason.ShouldContain("attempts were used up");
        letter.At.ShouldNotBeNull();
        Recorder next = new();
        await node.Entities.ClaimAsync(few, 0, next.Handle);
        await node.Entities.SendAsync(few, 0, Text.Of("good"));
        await next.ReachesAsync(1);
        next.Texts.ShouldBe(["good"]);
    }

    [Fact]
    public async Task Rejected_messages_are_dead_letters_with_their_reason_and_the_rest_goes_on()
    {
        IClusterTransport node = await World.JoinAsync("node");
        List<string> handled = [];
        await node.Entities.ClaimAsync(Chats, 4, async delivery =>
        {
            string text = Text.Read(delivery.Message);
            if (text == "2") throw new InvalidOperationException("I stumbled.");
            if (text == "1") await delivery.RejectAsync("I do not know 'text'.");
            else await delivery.AcknowledgeAsync();
            lock (handled) handled.Add(text);
        });

        for (int i = 0; i < 5; i++) await node.Entities.SendAsync(Chats, 4, Text.Of(i));
        await Wait.UntilAsync(() => handled.Contains("4"), "the last one is handled");

        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("chat") == 2, "two dead letters");
        DeadLetter[] letters = [.. await node.DeadLetters.PeekAsync("chat", 10)];
        letters.Select(l => Text.Read(l.Message)).ShouldBe(["1", "2"]);
        letters[0].Reason.ShouldBe("I do not know 'text'.");
        letters[1].Reason.ShouldContain("I stumbled.");
        letters.ShouldAllBe(l => l.Origin == "chat.4" && l.At != null && l.Message.Attributes.IsEmpty);
        handled.ShouldBe(["0", "1", "3", "4"]);
    }

    [Fact]
    public async Task Nodes_must_agree_on_the_number_of_shards()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        await a.Entities.SendAsync(Chats, 0, Text.Of("x"));

        ClusterException error = await FailsAsync(b.Entities.SendAsync(Chats with { Shards = 16 }, 0, Text.Of("x")), ClusterError.Mismatch);
        error.Message.ShouldContain("another number of shards than 16");
        await FailsAsync(b.Entities.ClaimAsync(Chats with { Shards = 16 }, 0, new Recorder().Handle), ClusterError.Mismatch);
        (await FailsAsync(b.Entities.SendAsync(Chats with { DeliveryLimit = 30 }, 0, Text.Of("x")), ClusterError.Mismatch)).Message.ShouldContain(".chat.0");
        await Should.ThrowAsync<ArgumentException>(() => b.Entities.SendAsync(Chats, 8, Text.Of("x")));
        await b.Entities.SendAsync(Chats, 1, Text.Of("still well"));
    }

    [Fact]
    public async Task A_full_shard_takes_no_more_and_says_so()
    {
        EntityKind small = new("small", 1) { MaxLength = 5 };
        IClusterTransport node = await World.JoinAsync("node");
        ClusterException? error = null;
        for (int i = 0; i < 10 && error is null; i++)
        {
            try
            {
                await node.Entities.SendAsync(small, 0, Text.Of(i));
            }
            catch (ClusterException e)
            {
                error = e;
                i.ShouldBeInRange(5, 7);
            }
        }

        error.ShouldNotBeNull().Reason.ShouldBe(ClusterError.Full);
    }

    [Fact]
    public async Task Large_messages_come_through_and_too_large_ones_are_refused()
    {
        IClusterTransport node = await World.JoinAsync("node");
        Recorder got = new();
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);
        byte[] megabyte = RandomNumberGenerator.GetBytes(1 << 20);

        await node.Entities.SendAsync(Chats, 0, Text.Of("") with { Body = megabyte });
        await got.ReachesAsync(1);

        got.Deliveries[0].Message.Body.Span.SequenceEqual(megabyte).ShouldBeTrue();
        await FailsAsync(node.Entities.SendAsync(Chats, 0, Text.Of("") with { Body = new byte[WireMessage.LargestBody + 1] }), ClusterError.TooLarge);
    }

    [Fact]
    public Task Ten_thousand_messages_survive_the_killing_of_their_owners() => SurviveAsync(10_000, kills: 8);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "cluster-transport")]
    public Task Many_messages_survive_the_killing_of_many_owners() => SurviveAsync(Soak.Count(10_000, 200_000), kills: Soak.Count(8, 300));

    // Four nodes in line for four shards; one after the other is cut off and healed while a fifth sends.
    private async Task SurviveAsync(int messages, int kills)
    {
        EntityKind kind = new("survivor", 4) { DeliveryLimit = 10_000 };
        Random random = Soak.Random(out int seed);
        string[] names = ["n0", "n1", "n2", "n3"];
        ConcurrentQueue<int>[] effects = [.. Enumerable.Range(0, 4).Select(_ => new ConcurrentQueue<int>())];
        HashSet<int>[] seen = [.. Enumerable.Range(0, 4).Select(_ => new HashSet<int>())];
        using CancellationTokenSource stop = new();
        ConcurrentDictionary<string, string> standing = new();
        List<IClusterTransport> nodes = [];
        List<Task> claimers = [];
        foreach (string name in names)
        {
            IClusterTransport node = await World.JoinAsync(name);
            nodes.Add(node);
            for (int s = 0; s < 4; s++)
            {
                int shard = s;
                claimers.Add(Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        try
                        {
                            IShardClaim claim = await node.Entities.ClaimAsync(kind, shard, async delivery =>
                            {
                                int number = int.Parse(Text.Read(delivery.Message));

                                // The effect happens once, though the message may come again: ids that were there are known.
                                lock (seen[shard])
                                {
                                    if (seen[shard].Add(number)) effects[shard].Enqueue(number);
                                }

                                await delivery.AcknowledgeAsync();
                            }, stop.Token);
                            using IDisposable watch = claim.Watch(status => standing[$"{name}/{shard}"] = status.ToString());
                            await claim.Ended.WaitAsync(stop.Token);
                        }
                        catch (Exception e) when (e is ClusterException or OperationCanceledException)
                        {
                            standing[$"{name}/{shard}"] = e.Message;
                            await node.ConnectedAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        }
                    }
                }));
            }
        }

        IClusterTransport web = await World.JoinAsync("web");
        Task[] senders = [.. Enumerable.Range(0, 4).Select(shard => Task.Run(async () =>
        {
            foreach (int[] some in Enumerable.Range(0, messages / 4).Chunk(50)) await Task.WhenAll(some.Select(i => web.Entities.SendAsync(kind, shard, Text.Of(i))));
        }))];
        for (int k = 0; k < kills; k++)
        {
            int before = effects.Sum(e => e.Count);
            string victim = names[random.Next(names.Length)];
            await World.CutAsync(victim);
            await World.HealAsync(victim);
            if (before < messages) await Wait.UntilAsync(() => Task.FromResult(effects.Sum(e => e.Count) >= Math.Min(messages, before + (messages / kills / 2))), () => $"work goes on after cut {k} of {victim} (seed {seed}). {Standing()}");
        }

        await Task.WhenAll(senders).WaitAsync(Wait.Longest * Math.Max(1, messages / 10_000));
        await Wait.UntilAsync(() => effects.All(e => e.Count == messages / 4), $"all have come (seed {seed}): {string.Join(", ", effects.Select(e => e.Count))} of {messages / 4}");
        foreach (ConcurrentQueue<int> effect in effects) effect.ShouldBe(Enumerable.Range(0, messages / 4), $"in order (seed {seed})");
        (await web.DeadLetters.CountAsync("survivor")).ShouldBe(0);
        await stop.CancelAsync();
        await Task.WhenAll(claimers);

        string Standing() => string.Join("\n", nodes.Select(n => $"{n.Self} {n.State}").Concat(standing.Select(s => $"{s.Key} {s.Value}").Order(StringComparer.Ordinal)).Append(string.Join(", ", effects.Select(e => e.Count))));
    }
}
