namespace Sapphire.Actors.Privacy;

/// <summary>Judges each request before anything of it goes out.</summary>
internal sealed class GateHandler(OutboundGate gate, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri is { } url && gate.Blocks(url) is { } why ? Task.FromException<HttpResponseMessage>(why) : base.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are sent asynchronously.");
}
