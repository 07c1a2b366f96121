using System.Runtime.InteropServices;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// What was said while the chats could not be reached outlives the process: it is in a file until it is answered, refused, forgotten or
/// too old.
/// <code>
/// (nothing) ──kept──► written ──stored, not understood, stopped, a day──► (nothing)        started ──read──► kept as before
/// </code>
/// </summary>
internal sealed partial class Room
{
    private KeptFile? _file;

    // Which utterance the file holds.
    private UtteranceId? _written;

    private void OpenKept()
    {
        if (_place is null || _file is not null || _services.KeptFolder is not { } folder)
        {
            return;
        }

        _file = new(Path.Combine(folder, $"{_id}.json"), _services.Time);
        ReadKept(_file);
    }

    private void ReadKept(KeptFile file) => _ = file.ReadAsync().PipeTo(Self, success: kept => new KeptRead(kept), failure: e => new KeptFailed(e));

    // The listener that had the sound is gone.
    private void ReadKeptAgain()
    {
        if (_file is { } file && _written is not null && _kept is null)
        {
            _written = null;
            ReadKept(file);
        }
    }

    private void Restore(KeptUtterance? kept)
    {
        // What was said since is newer.
        if (kept is null || _written is not null)
        {
            return;
        }

        _log.Info("The room has kept what was said before it was started.");
        _written = kept.Id;
        Timers.StartSingleTimer(nameof(KeptFile.Expiry), KeptExpired.Instance, Max(kept.At + KeptFile.Expiry - Now));
        if (kept.Say is { } say)
        {
            long now = _services.Time.GetTimestamp();
            WordsHeard words = new(kept.Id, default, null, new(say.Text, RecognizedBy.Open, null, say.Text, TimeSpan.Zero, TimeSpan.Zero), now, now);
            _kept = new(new(words, new(_services.Time, now, now, TimeSpan.Zero), _stops), kept.Create, say);
        }
        else
        {
            _listener.Tell(new SoundRestored(kept.Id, MemoryMarshal.Cast<byte, short>(kept.Sound).ToArray()), Self);
        }

        ShowKept(kept.Id);
        StoreKept();

        static TimeSpan Max(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private void WriteKept(UtteranceId id, Saying? saying, IReadOnlyList<short[]>? sound)
    {
        if (_file is null)
        {
            return;
        }

        _written = id;
        Timers.StartSingleTimer(nameof(KeptFile.Expiry), KeptExpired.Instance, KeptFile.Expiry);
        byte[]? bytes = sound is null ? null : [.. sound.SelectMany(static piece => MemoryMarshal.AsBytes(piece.AsSpan()).ToArray())];
        _ = _file.WriteAsync(new(id, Now, saying?.Create, saying?.Say, bytes)).PipeTo(Self, success: static () => KeptDone.Instance, failure: e => new KeptFailed(e));
    }

    // Sound that was kept is understood as another utterance.
    private void BeginKept(KeptBegun begun)
    {
        if (_written == begun.Kept)
        {
            _written = begun.Utterance;
        }
    }

    // What was kept is answered, or nothing will come of it.
    private void EndKept(RoomUpdate update)
    {
        UtteranceId? over = update switch
        {
            UtteranceUnderstood understood => understood.UtteranceId,
            UtteranceFailed { Reason: not "kept" } failed => failed.UtteranceId,
            _ => null,
        };
        if (over is not null && over == _written)
        {
            DeleteKept();
        }
    }

    private void DeleteKept()
    {
        if (_written is not null)
        {
            _written = null;
            Timers.Cancel(nameof(KeptFile.Expiry));
            _ = _file!.DeleteAsync().PipeTo(Self, success: static () => KeptDone.Instance, failure: e => new KeptFailed(e));
        }
    }

    private void ForgetExpired()
    {
        if (_written is { } old)
        {
            ForgetKeptWords();
            _listener.Tell(ForgetKept.Instance, Self);
            Show(new UtteranceFailed(old, "not-stored", new("What was said a day ago is not answered any more.", string.Empty, CanRetry: false, CanContinue: false), null));
        }
    }

    private sealed record KeptRead(KeptUtterance? Kept) : INoSerializationVerificationNeeded;

    private sealed record KeptFailed(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record KeptDone : INoSerializationVerificationNeeded
    {
        public static KeptDone Instance { get; } = new();
    }

    private sealed record KeptExpired : INoSerializationVerificationNeeded
    {
        public static KeptExpired Instance { get; } = new();
    }
}
