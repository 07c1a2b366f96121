using System.Collections.Concurrent;

namespace Sapphire.Actors.Privacy;

/// <summary>Judges each request before anything of it goes out. What goes through the SOCKS5 proxy has as long to connect as its setting says.</summary>
/// <param name="gate">The rules.</param>
/// <param name="direct">For requests without the proxy.</param>
/// <param name="proxied">Makes one for those with it, by the time that a connection may take: that cannot be changed once it is in use.</param>
internal sealed class GateHandler(OutboundGate gate, HttpMessageHandler direct, Func<TimeSpan, HttpMessageHandler> proxied) : DelegatingHandler(direct)
{
    // One for each time-out that was set while this ran.
    private readonly ConcurrentDictionary<TimeSpan, Lazy<HttpMessageInvoker>> _proxied = [];

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } url)
        {
            return base.SendAsync(request, cancellationToken);
        }

        return gate.Blocks(url) is { } why ? Task.FromException<HttpResponseMessage>(why)
            : gate.ProxyFor(url) is { } proxy ? _proxied.GetOrAdd(proxy.Timeout, timeout => new(() => new(proxied(timeout)))).Value.SendAsync(request, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are sent asynchronously.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Lazy<HttpMessageInvoker> one in _proxied.Values)
            {
                one.Value.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
