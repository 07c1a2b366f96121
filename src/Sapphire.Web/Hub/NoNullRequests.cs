using Microsoft.AspNetCore.SignalR;

namespace Sapphire.Web.Hub;

/// <summary>Refuses null in the place of a request; only a subscription may name no chat.</summary>
internal sealed class NoNullRequests : IHubFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        invocationContext.HubMethodArguments is [null, ..] && invocationContext.HubMethodName != nameof(AssistantHub.Subscribe)
            ? throw new HubException("invalid: The request is null. Send an object.")
            : next(invocationContext);
}
