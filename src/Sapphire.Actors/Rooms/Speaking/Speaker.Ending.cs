using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>How far a speech is played, and how it ends.</summary>
internal sealed partial class Speaker
{
    private void Reported(PlaybackReported report)
    {
        if (_stopped is { } stopped && stopped.Id == report.SpeechId)
        {
            stopped.Track.Report(report.Samples);
            if (report.Ended)
            {
                TellHeard();
            }

            return;
        }

        if (Of(report.SpeechId) is not { Began: true } speech)
        {
            return;
        }

        speech.Track.Report(report.Samples);
        if (speech.Complete && (report.Ended || speech.Track.Played >= speech.Track.Sent))
        {
            Over(speech);
            return;
        }

        ExpectReport(speech);
        GoOn();
    }

    private void ExpectReport(Speech speech)
    {
        TimeSpan left = TimeSpan.FromSeconds((speech.Track.Sent - speech.Track.Played) / (double)SpeechTrack.SampleRate);
        Timers.StartSingleTimer(nameof(ReportTime), new ReportsMissing(speech.Id), speech.Complete ? left + EndTime : left + ReportTime);
    }

    private void Over(Speech speech)
    {
        Forget();
        Context.Parent.Tell(new SpeechOver(speech.Id, HeardFollows: false));
        AnnounceNext();
    }

    // A timer that fired while the reader played the last of a speech.
    private void AnnounceNext()
    {
        if (_after.TryDequeue(out Interject? next))
        {
            Announce(next);
            GoOn();
        }
    }

    private void Stop(string reason)
    {
        if (_speech is not { } speech)
        {
            return;
        }

        Forget();
        if (speech.Began)
        {
            Context.Parent.Tell(new SpeechStopped(speech.Id, reason));
        }

        Context.Parent.Tell(new SpeechOver(speech.Id, HeardFollows: speech.Began));
        if (speech.Began)
        {
            AwaitHeard(speech);
        }

        if (reason == "stopped")
        {
            // Whoever stops it wants quiet.
            _after.Clear();
        }

        AnnounceNext();
    }

    private void AwaitHeard(Speech speech)
    {
        TellHeard();
        _stopped = speech;
        if (_hasReader)
        {
            // The reader says how far it got.
            Timers.StartSingleTimer(nameof(LastReportTime), LastReportMissing.Instance, LastReportTime);
        }
        else
        {
            TellHeard();
        }
    }

    private void Forget()
    {
        _speech = null;
        Timers.Cancel(nameof(ReportTime));
        _stop.Cancel();
        _stop.Dispose();
        _stop = new();
    }

    private void TellHeard()
    {
        if (_stopped is { } stopped)
        {
            _stopped = null;
            Timers.Cancel(nameof(LastReportTime));
            Context.Parent.Tell(new SpeechHeard(stopped.Id, stopped.HeardLength()));
        }
    }
}
