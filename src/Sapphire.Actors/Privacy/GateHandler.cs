namespace Sapphire.Actors.Privacy;

/// <summary>Judges each request before anything of it goes out, and chooses between the two ways.</summary>
internal sealed class GateHandler(OutboundGate gate, HttpMessageHandler direct, HttpMessageHandler throughProxy, bool inPrivacy) : DelegatingHandler(direct)
{
    private readonly HttpMessageInvoker _throughProxy = new(throughProxy, disposeHandler: true);

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string host = request.RequestUri?.IdnHost ?? "";
        OutboundRules rules = gate.RulesFor(inPrivacy);
        return rules.Blocks(host) is { } why ? Task.FromException<HttpResponseMessage>(why)
            : rules.GoesThroughProxy(host) ? _throughProxy.SendAsync(request, cancellationToken)
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
            _throughProxy.Dispose();
        }

        base.Dispose(disposing);
    }
}
