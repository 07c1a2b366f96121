using System.Net;
using System.Net.Sockets;
using Sapphire.Actors.Configuration;

namespace Sapphire.Web.Security;

/// <summary>
/// Limits failed logins and setups: so many in any window for each address (an IPv6 network of 64 bits counts as
/// one address), and six times as many for all that are not this machine. An attempt counts from its start, so that many at once do not slip through, and
/// is taken back when it succeeds. What it remembers is bounded by the limits themselves.
/// </summary>
internal sealed class LoginLimiter
{
    // Of the limit for one address: for all that are not this machine.
    private const int TotalFactor = 6;

    private readonly TimeProvider _time;
    private readonly LoginOptions _options;
    private readonly Lock _lock = new();
    private readonly LinkedList<Attempt> _attempts = new();

    /// <summary>Creates the limiter.</summary>
    public LoginLimiter(TimeProvider time, LoginOptions options)
    {
        _time = time;
        _options = options;
    }

    /// <summary>Begins an attempt; null, and how long to wait, when there were too many.</summary>
    public Attempt? TryBegin(IPAddress? peer, out TimeSpan retryAfter)
    {
        string address = Key(peer);
        bool local = peer is not null && IPAddress.IsLoopback(peer);
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            while (_attempts.First is { } first && (now - first.Value.At >= _options.Window || first.Value.At > now))
            {
                _attempts.RemoveFirst();
            }

            DateTimeOffset? blockedSince = Oldest(a => a.Address == address, _options.Attempts) ?? (local ? null : Oldest(a => !a.Local, _options.Attempts * TotalFactor));
            if (blockedSince is { } since)
            {
                retryAfter = since + _options.Window - now;
                return null;
            }

            Attempt attempt = new(address, local, now);
            _attempts.AddLast(attempt);
            retryAfter = TimeSpan.Zero;
            return attempt;
        }
    }

    /// <summary>Takes back an attempt that succeeded, or that failed for a reason of ours.</summary>
    public void Forget(Attempt attempt)
    {
        lock (_lock)
        {
            _attempts.Remove(attempt);
        }
    }

    // The oldest of the attempts that must pass before there are fewer than the limit; null when there are fewer.
    private DateTimeOffset? Oldest(Func<Attempt, bool> counts, int limit)
    {
        int left = limit;
        for (LinkedListNode<Attempt>? node = _attempts.Last; node is not null; node = node.Previous)
        {
            if (counts(node.Value) && --left == 0)
            {
                return node.Value.At;
            }
        }

        return null;
    }

    private static string Key(IPAddress? peer)
    {
        if (peer is null)
        {
            return "";
        }

        if (peer.IsIPv4MappedToIPv6)
        {
            peer = peer.MapToIPv4();
        }

        return peer.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(peer.GetAddressBytes(), 0, 8) : peer.ToString();
    }

    /// <summary>One attempt.</summary>
    internal sealed class Attempt(string address, bool local, DateTimeOffset at)
    {
        /// <summary>Whose.</summary>
        public string Address { get; } = address;

        /// <summary>From this machine.</summary>
        public bool Local { get; } = local;

        /// <summary>When it began.</summary>
        public DateTimeOffset At { get; } = at;
    }
}
