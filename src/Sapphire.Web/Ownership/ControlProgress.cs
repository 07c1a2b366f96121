using System.Net.Sockets;
using System.Threading.Channels;

namespace Sapphire.Web.Ownership;

/// <summary>Sends the newest progress of a long work as lines; those that a slow reader did not take are dropped.</summary>
internal sealed class ControlProgress : IProgress<string>, IAsyncDisposable
{
    private readonly Channel<string> _newest = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Task _sending;

    public ControlProgress(Stream stream, CancellationToken cancellationToken) => _sending = SendAsync(stream, cancellationToken);

    /// <inheritdoc />
    public void Report(string value) => _newest.Writer.TryWrite(value);

    /// <summary>Completes when nothing more is sent: then the answer may follow.</summary>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _sending;
    }

    private async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string text in _newest.Reader.ReadAllAsync(cancellationToken))
            {
                await ControlLines.WriteAsync(stream, new ControlReply(Progress: text), OwnershipJson.Default.ControlReply, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody reads any more; that the verb has gone is noticed where its end is watched.
            _newest.Writer.TryComplete();
        }
    }
}
