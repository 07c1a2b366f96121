using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// A small file beside the journal that says how far it was acknowledged. SQLite takes a database whose WAL was deleted, cut or
/// exchanged for whole; with this file the journal sees that events are missing, of which ids, and refuses those instead of giving
/// their numbers away again.
/// <code>
///   header:  "SapM1", the ordering up to which the database file itself holds everything, the WAL's salts, checksum
///   records: one for each commit since then: ordering, each id written with its highest number, checksum
/// </code>
/// It is never synced: it may lag behind the journal after a power cut, which only means that less is noticed; it is written after the
/// commit, so it is never ahead of it. Used by the writer thread alone.
/// </summary>
internal sealed partial class HighWaterMark : IDisposable
{
    private const int HeaderBytes = 36;
    private const int FrameBytes = 8; // Length and checksum around a record.

    // Each start of the WAL from its beginning adds one to the first salt. Many may have happened unseen: while only snapshots were
    // written, under another program's checkpoints, and after a power cut, since this file is not synced. Of another database's WAL,
    // whose salts are random, one in some thousand is taken for ours; of an older copy none.
    private const int MostResetsUnseen = 1 << 20;

    // Without a record to write, the salts are looked at only now and then.
    private const int CommitsBetweenLooks = 64;

    // A WAL whose reader never lets it be emptied must not make this file grow without end.
    private const long MaxBytes = 16L << 20;
    private readonly string _journal;
    private readonly string _path;
    private readonly bool _everyCommit;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Entry> _tail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lost> _lost = new(StringComparer.Ordinal);
    private SafeFileHandle? _file;
    private SafeFileHandle? _wal;
    private long _length;
    private long _checkpointed;
    private long _last;
    private ulong _salts;
    private int _commits;
    private bool _known;
    private byte[] _buffer = new byte[4096];

    private HighWaterMark(SqliteJournalOptions options, ILogger logger)
    {
        _journal = options.Path;
        _path = PathOf(options.Path);
        // With NORMAL a power cut may take the last commits, by the owner's choice: only what a checkpoint has synced is promised.
        _everyCommit = options.Synchronous == SqliteSynchronous.Full;
        _logger = logger;
    }

    /// <summary>The file's name for a journal.</summary>
    public static string PathOf(string journal) => journal + "-mark";

    /// <summary>Reads the mark, before SQLite touches the journal.</summary>
    /// <exception cref="StorageException">Corrupt: the journal's file was emptied or removed, or its WAL is that of another database.</exception>
    public static HighWaterMark Open(SqliteJournalOptions options, ILogger logger)
    {
        HighWaterMark mark = new(options, logger);
        try
        {
            if (File.Exists(mark._path))
            {
                mark._known = true;
                mark.Read(File.ReadAllBytes(mark._path));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageReason.ReadOnly, $"{mark._path} cannot be read: {e.Message.TrimEnd('.')}. Make it readable and writable for the user that runs Sapphire.", e);
        }

        if (mark._last > 0 && (!File.Exists(options.Path) || new FileInfo(options.Path).Length == 0))
        {
            throw mark.Gone(0);
        }

        mark.CheckWal();
        return mark;
    }

    /// <summary>Compares with what the journal holds, and begins to keep the mark.</summary>
    /// <param name="ordering">The last ordering that the journal gave away.</param>
    /// <param name="highest">The highest number and the last ordering stored of an id.</param>
    /// <param name="walIsEmpty">Whether SQLite found nothing in the WAL; what begins it next has salts that nobody can foretell.</param>
    /// <returns>The ordering after which the next events must come.</returns>
    /// <exception cref="StorageException">Corrupt: events are missing, and of which ids is unknown.</exception>
    public long Compare(long ordering, Func<string, (long SequenceNr, long Ordering)> highest, bool walIsEmpty)
    {
        if (_checkpointed > ordering)
        {
            throw Gone(ordering);
        }

        foreach ((string id, Entry entry) in _tail)
        {
            // One that was written later was put in place of the others, beside this file's back: what is lost is lost up to the end.
            (long stored, long last) = highest(id);
            if (stored < entry.SequenceNr && last <= entry.Ordering)
            {
                _lost.Add(id, new(stored, entry.SequenceNr));
                _logger.EventsMissing(_journal, id, stored + 1, entry.SequenceNr, _path);
            }
        }

        _last = Math.Max(_last, ordering);
        try
        {
            // Without a WAL the file holds everything; of a journal that had no mark, what is there now is where the promise begins.
            _salts = walIsEmpty ? 0 : ReadSalts();
            Rewrite(_salts == 0 || (!_known && _everyCommit) ? ordering : _checkpointed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.MarkNotKept(_path, e);
        }

        return _last;
    }

    /// <summary>Notes a commit, which is on disk.</summary>
    /// <param name="written">The ids it wrote to, with their highest numbers.</param>
    /// <param name="ordering">Its last ordering.</param>
    /// <param name="checkpointed">The ordering up to which the database file holds everything.</param>
    public void Record(Dictionary<string, long> written, long ordering, long checkpointed)
    {
        if (written.Count == 0)
        {
            return;
        }

        _last = ordering;
        if (!_everyCommit && checkpointed <= _checkpointed && _file is not null && _salts != 0 && ++_commits % CommitsBetweenLooks != 0)
        {
            return;
        }

        try
        {
            if (_everyCommit)
            {
                foreach ((string id, long sequenceNr) in written)
                {
                    _tail[id] = new(sequenceNr, ordering);
                }
            }

            ulong salts = ReadSalts();
            if (checkpointed > _checkpointed || salts != _salts || _file is null)
            {
                _salts = salts;
                Rewrite(checkpointed);
            }
            else if (_everyCommit)
            {
                if (_length > MaxBytes)
                {
                    Rewrite(ordering);
                }
                else
                {
                    Append(written, ordering);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A safety net only; the events are stored. The next commit tries again.
            _logger.MarkNotKept(_path, e);
            Close();
        }
    }

    public void Dispose()
    {
        Close();
        _wal?.Dispose();
        _wal = null;
    }

    /// <summary>After the journal was closed in order, when SQLite has mostly removed the WAL.</summary>
    public void ForgetRemovedWal()
    {
        if (!File.Exists(_journal + "-wal"))
        {
            ForgetWal();
            Close();
        }
    }

    /// <summary>Nothing is in the WAL, or there is none: what begins it next has salts that nobody can foretell.</summary>
    public void ForgetWal()
    {
        if (_salts == 0)
        {
            return;
        }

        try
        {
            _salts = 0;
            Rewrite(_checkpointed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.MarkNotKept(_path, e);
            Close();
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private StorageException Gone(long ordering) => new(
        StorageReason.Corrupt,
        $"{_journal} ends at event {ordering} of all, but {Math.Max(_last, _checkpointed)} were stored in it: it was emptied, removed or replaced by an older copy. Put the newest copy back, or bring a backup back with 'sapphire restore'. To go on with what it holds, delete {_path} and start Sapphire again.");

    private void CheckWal()
    {
        ulong found = ReadSalts();

        // SQLite may put another file in its place when it opens the journal.
        _wal?.Dispose();
        _wal = null;
        if (_salts == 0 || found == 0 || found == _salts || (uint)(found >> 32) - (uint)(_salts >> 32) is >= 1 and <= MostResetsUnseen)
        {
            return;
        }

        throw new StorageException(
            StorageReason.Corrupt,
            $"{_journal}-wal is not the write-ahead log of {_journal}: it belongs to another database, or is an older copy. Put the right one back. If it is lost, move this one away and start Sapphire again: it then names what is missing.");
    }

    // 0 when there is no WAL, or an empty one. SQLite keeps no lock on this file that opening it a second time could drop.
    private ulong ReadSalts()
    {
        Span<byte> header = stackalloc byte[24];
        try
        {
            _wal ??= File.OpenHandle(_journal + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.Read(_wal, header, 0) == header.Length && (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == 0x377f0682
                ? BinaryPrimitives.ReadUInt64BigEndian(header[16..])
                : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // SQLite opens it next, and says what is wrong.
            return 0;
        }
    }

    private void Rewrite(long checkpointed)
    {
        _checkpointed = Math.Max(_checkpointed, checkpointed);
        foreach (string id in _tail.Where(pair => pair.Value.Ordering <= _checkpointed && !_lost.ContainsKey(pair.Key)).Select(pair => pair.Key).ToArray())
        {
            _tail.Remove(id);
        }

        Close();
        string next = _path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.Private;
        }

        using (FileStream stream = new(next, options))
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            "SapM1\0\0\0"u8.CopyTo(header);
            BinaryPrimitives.WriteInt64LittleEndian(header[8..], _checkpointed);
            BinaryPrimitives.WriteInt64LittleEndian(header[16..], _last);
            BinaryPrimitives.WriteUInt64LittleEndian(header[24..], _salts);
            BinaryPrimitives.WriteUInt32LittleEndian(header[32..], (uint)PayloadCodec.Checksum("", 0, "", header[..32]));
            stream.Write(header);
            foreach (IGrouping<long, KeyValuePair<string, Entry>> commit in _tail.GroupBy(pair => pair.Value.Ordering))
            {
                stream.Write(Encode(commit.ToDictionary(pair => pair.Key, pair => pair.Value.SequenceNr, StringComparer.Ordinal), commit.Key));
            }

            _length = stream.Length;
        }

        // A reader finds the old file or the new one, whole.
        File.Move(next, _path, overwrite: true);
        _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Append(Dictionary<string, long> entries, long ordering)
    {
        ReadOnlySpan<byte> record = Encode(entries, ordering);
        RandomAccess.Write(_file!, record, _length);
        _length += record.Length;
    }

    private ReadOnlySpan<byte> Encode(Dictionary<string, long> entries, long ordering)
    {
        int length = 4;
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(length), ordering);
        length += 8;
        foreach ((string id, long sequenceNr) in entries)
        {
            int most = 10 + Encoding.UTF8.GetMaxByteCount(id.Length);
            if (_buffer.Length < length + most + 4)
            {
                Array.Resize(ref _buffer, 2 * (length + most));
            }

            int bytes = Encoding.UTF8.GetBytes(id, _buffer.AsSpan(length + 10));
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(length), sequenceNr);
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(length + 8), (ushort)bytes);
            length += 10 + bytes;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_buffer, length - 4);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(length), (uint)PayloadCodec.Checksum("", ordering, "", _buffer.AsSpan(4, length - 4)));
        return _buffer.AsSpan(0, length + 4);
    }

    // What a crash has torn ends the reading: the rest is only not noticed.
    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes
            || !bytes[..8].SequenceEqual("SapM1\0\0\0"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]) != (uint)PayloadCodec.Checksum("", 0, "", bytes[..32]))
        {
            return;
        }

        _checkpointed = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        _last = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        _salts = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        bytes = bytes[HeaderBytes..];
        while (bytes.Length >= FrameBytes + 8
            && BinaryPrimitives.ReadInt32LittleEndian(bytes) is >= 8 and int length
            && length <= bytes.Length - FrameBytes)
        {
            ReadOnlySpan<byte> record = bytes.Slice(4, length);
            long ordering = BinaryPrimitives.ReadInt64LittleEndian(record);
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + length)..]) != (uint)PayloadCodec.Checksum("", ordering, "", record))
            {
                return;
            }

            for (record = record[8..]; record.Length >= 10;)
            {
                int idBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
                string id = Encoding.UTF8.GetString(record.Slice(10, idBytes));
                // The newest record counts, not the highest number: a tool may have put fewer events in the place of an id's.
                if (!_tail.TryGetValue(id, out Entry before) || before.Ordering <= ordering)
                {
                    _tail[id] = new(BinaryPrimitives.ReadInt64LittleEndian(record), ordering);
                }

                record = record[(10 + idBytes)..];
            }

            _last = Math.Max(_last, ordering);
            bytes = bytes[(length + FrameBytes)..];
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(long SequenceNr, long Ordering);

    private sealed record Lost(long Stored, long Acknowledged);
}
