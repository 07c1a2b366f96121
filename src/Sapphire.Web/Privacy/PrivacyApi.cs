using Sapphire.Actors.Privacy;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Privacy;

/// <summary>The switch of privacy mode.</summary>
internal sealed class PrivacyApi(PrivacyMode mode, IEnumerable<IPrivacyHold> holds)
{
    /// <summary><c>GET /api/privacy</c>.</summary>
    public async Task<PrivacyView> ViewAsync(CancellationToken cancellationToken) => new(mode.IsOn, mode.Networks, await HeldByAsync(cancellationToken));

    /// <summary><c>PUT /api/privacy</c>.</summary>
    public async Task<PrivacyView> PutAsync(PrivacyRequest request, CancellationToken cancellationToken)
    {
        if (!request.On && mode.IsOn && await HeldByAsync(cancellationToken) is { } reason)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, "Privacy mode stays on.", reason);
        }

        try
        {
            mode.Set(request.On);
        }
        catch (StorageException e)
        {
            throw new ApiProblem(
                StatusCodes.Status503ServiceUnavailable,
                request.On ? "Privacy mode is on here, but cannot be stored." : "Privacy mode stays on: the switch cannot be stored.",
                $"{e.Message} Try again.");
        }

        return await ViewAsync(cancellationToken);
    }

    private async Task<string?> HeldByAsync(CancellationToken cancellationToken)
    {
        foreach (IPrivacyHold hold in holds)
        {
            if (await hold.ReasonAsync(cancellationToken) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }
}
