using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

/// <summary>An export and an import hold a page of events, however many there are.</summary>
public sealed class ExportMemoryTests
{
    private static readonly ExportOptions Options = new("1.2.3", "SQLite", new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    [Fact]
    public async Task What_is_read_is_written_at_once()
    {
        await using TallyJournal tallies = new();
        await FillAsync(tallies, 5_000);
        using Pieces pieces = new();
        await JournalExport.WriteAsync(tallies.Journal, pieces, Options);
        pieces.Length.ShouldBeGreaterThan(2_500_000);
        pieces.Largest.ShouldBeLessThan(128 * 1024);
    }

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "journal-export")]
    public async Task A_million_events_take_no_more_memory_than_a_few()
    {
        await using TallyJournal tallies = new();
        await FillAsync(tallies, 1_000_000);
        string file = tallies.File("all.jsonl");
        Memory memory = new();
        (await JournalExport.WriteFileAsync(tallies.Journal, file, Options, memory)).Events.ShouldBe(1_000_000);
        await using TallyJournal other = new();
        await using (FileStream stream = File.OpenRead(file))
        {
            (await JournalImport.RunAsync(other.Journal, other.Catalog, stream, new(), memory)).Events.ShouldBe(1_000_000);
        }

        (await new JournalVerifier(other.Journal, other.Journal, other.Catalog, other.Models, memory).VerifyAllAsync([])).Events.ShouldBe(1_000_000);
        memory.Samples.ShouldBeGreaterThan(100);
        memory.Growth.ShouldBeLessThan(64L << 20);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"a million events exported ({new FileInfo(file).Length >> 20} MB), imported and verified; memory grew by {memory.Growth / 1048576.0:0.0} MB, {memory.Samples} samples");
    }

    // One long id and many short ones.
    private static async Task FillAsync(TallyJournal tallies, int events)
    {
        string note = new('x', 500);
        byte[] payload = tallies.Catalog.Serialize(new TallyAdded(1, note)).Payload;
        for ((int done, int id) = (0, 0); done < events; id++)
        {
            string name = $"tally-{id}";
            long epoch = await tallies.Journal.RaiseEpochAsync(name);
            int count = Math.Min(events - done, id == 0 ? events / 2 : 100);
            foreach (int[] numbers in Enumerable.Range(1, count).Chunk(1000))
            {
                await tallies.Journal.WriteAsync(new(name, epoch, [.. numbers.Select(n => new JournalEntry(n, "tally.added.2", payload, DateTimeOffset.UnixEpoch))]));
            }

            done += count;
        }
    }

    private sealed class Pieces : Stream
    {
        private long _length;

        public int Largest { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _length += count;
            Largest = Math.Max(Largest, count);
        }
    }

    private sealed class Memory : IProgress<ToolProgress>
    {
        private long _first;
        private long _calls;

        public int Samples { get; private set; }

        public long Growth { get; private set; }

        public void Report(ToolProgress value)
        {
            if (_calls++ % 20 != 0)
            {
                return;
            }

            long now = GC.GetTotalMemory(forceFullCollection: true);
            _first = _first == 0 ? now : _first;
            Growth = Math.Max(Growth, now - _first);
            Samples++;
        }
    }
}
