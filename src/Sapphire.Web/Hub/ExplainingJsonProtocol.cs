using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Sapphire.Web.Hub;

/// <summary>
/// SignalR's JSON protocol, but arguments that cannot be read are refused with the reason: SignalR itself says only that something
/// is wrong, unless it tells every exception.
/// </summary>
internal sealed class ExplainingJsonProtocol : IHubProtocol
{
    private readonly JsonHubProtocol _inner;

    /// <summary>Creates the protocol; the container gives the options.</summary>
    public ExplainingJsonProtocol(IOptions<JsonHubProtocolOptions> options) => _inner = new(options);

    /// <inheritdoc />
    public string Name => _inner.Name;

    /// <inheritdoc />
    public int Version => _inner.Version;

    /// <inheritdoc />
    public TransferFormat TransferFormat => _inner.TransferFormat;

    /// <inheritdoc />
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        bool parsed = _inner.TryParseMessage(ref input, binder, out message);
        if (message is InvocationBindingFailureMessage failure && Explain(failure.BindingFailure.SourceException) is { } reason)
        {
            message = new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, ExceptionDispatchInfo.Capture(new HubException($"invalid: {reason}")));
        }

        return parsed;
    }

    /// <inheritdoc />
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

    /// <inheritdoc />
    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

    // Null for what SignalR explains itself: a method that does not exist.
    private static string? Explain(Exception failure) => failure switch
    {
        HubException => null,
        InvalidDataException { InnerException: JsonException json } => Explain(json),
        InvalidDataException data => data.Message,
        _ => null,
    };

    private static string Explain(JsonException json)
    {
        string what = json.Path is { Length: > 2 } path ? $"'{path[2..]}'" : "The argument";
        return json.InnerException switch
        {
            // Of the reader, which has no type for it.
            InvalidOperationException { Message: var text } when text.Contains("UTF-16", StringComparison.Ordinal) => $"{what} holds half a character (an unpaired surrogate). Remove it, or paste the text again.",
            _ when json.Message.Contains("is not a valid", StringComparison.Ordinal) => $"{what} is not a UUID with dashes.",
            _ => $"{what} is null or of the wrong type.",
        };
    }
}
