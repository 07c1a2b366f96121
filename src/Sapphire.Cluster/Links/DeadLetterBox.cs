using System.Collections.Immutable;
using System.Globalization;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// Rejected messages are written to the dead letters with the reason, and acknowledged after that; those whose attempts are used up
/// the broker moves there itself.
/// </summary>
internal sealed class DeadLetterBox(Link link, ConfirmedSender sender, QueueNames names, TimeSpan timeout, TimeProvider clock) : IDeadLetters
{
    /// <summary>Adds a message; false where that failed, so that the broker should do it.</summary>
    public async Task<bool> TryAddAsync(string name, string queue, WireMessage message, string reason)
    {
        WireMessage dead = message with
        {
            Attributes = message.Attributes
                .SetItem(Marks.Reason, reason.Length <= 1_000 ? reason : reason[..1_000])
                .SetItem(Marks.Origin, names.Short(queue))
                .SetItem(Marks.At, clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)),
        };
        try
        {
            await sender.SendAsync([new(names.Dead(name), QueueKind.Dead)], dead, CancellationToken.None);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    public Task<long> CountAsync(string name, CancellationToken cancellationToken = default) =>
        WithChannelAsync(channel => channel.CountAsync(names.Dead(name), cancellationToken), cancellationToken);

    public Task<ImmutableArray<DeadLetter>> PeekAsync(string name, int atMost, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atMost);
        return WithLettersAsync(name, async (channel, count) =>
        {
            ImmutableArray<DeadLetter>.Builder letters = ImmutableArray.CreateBuilder<DeadLetter>();

            // Not acknowledged: closing the channel puts them back where they were.
            while (letters.Count < Math.Min(atMost, count) && await channel.GetAsync(names.Dead(name), cancellationToken) is { } raw) letters.Add(Letter(raw));
            return letters.ToImmutable();
        }, [], cancellationToken);
    }

    public Task<int> RequeueAsync(string name, string? messageId = null, CancellationToken cancellationToken = default) =>
        TakeAsync(name, messageId, raw =>
        {
            DeadLetter letter = Letter(raw);
            return sender.SendAsync([new(names.Long(letter.Origin), QueueKind.Existing)], letter.Message, cancellationToken);
        }, cancellationToken);

    public async Task<int> PurgeAsync(string name, string? messageId = null, CancellationToken cancellationToken = default) => messageId is null
        ? (int)await WithLettersAsync(name, (channel, _) => channel.PurgeAsync(names.Dead(name), cancellationToken), 0, cancellationToken)
        : await TakeAsync(name, messageId, _ => Task.CompletedTask, cancellationToken);

    private Task<int> TakeAsync(string name, string? messageId, Func<RawDelivery, Task> use, CancellationToken cancellationToken) =>
        WithLettersAsync(name, async (channel, count) =>
        {
            // As many as there are now: what comes back at once is not taken a second time.
            int taken = 0;
            for (long i = 0; i < count && await channel.GetAsync(names.Dead(name), cancellationToken) is { } raw; i++)
            {
                if (messageId is not null && raw.Message.MessageId != messageId) continue;
                await use(raw);
                await channel.AckAsync(raw.Tag);
                taken++;
            }

            return taken;
        }, 0, cancellationToken);

    private DeadLetter Letter(RawDelivery raw)
    {
        ImmutableDictionary<string, string> attributes = raw.Message.Attributes;
        string origin = attributes.GetValueOrDefault(Marks.Origin) ?? (raw.Death is { } death ? names.Short(death.Queue) : "");
        string reason = attributes.GetValueOrDefault(Marks.Reason) ?? raw.Death?.Reason switch
        {
            "delivery_limit" => "Its attempts were used up: each time its consumer went away or gave it back.",
            "rejected" => "It was rejected; why could not be written down.",
            { } other => other,
            null => "Unknown.",
        };
        DateTimeOffset? at = DateTimeOffset.TryParse(attributes.GetValueOrDefault(Marks.At), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : raw.Death?.At;
        return new(raw.Message with { Attributes = attributes.Remove(Marks.Reason).Remove(Marks.Origin).Remove(Marks.At) }, origin, reason, at);
    }

    private Task<T> WithLettersAsync<T>(string name, Func<ILinkChannel, long, Task<T>> use, T none, CancellationToken cancellationToken) =>
        WithChannelAsync(async channel => await channel.CountAsync(names.Dead(name), cancellationToken) is > 0 and long count ? await use(channel, count) : none, cancellationToken);

    private async Task<T> WithChannelAsync<T>(Func<ILinkChannel, Task<T>> use, CancellationToken cancellationToken)
    {
        ILinkSession session = await link.SessionAsync(timeout, cancellationToken);
        await using ILinkChannel channel = await session.OpenAsync(confirms: false, cancellationToken);
        return await use(channel);
    }
}
