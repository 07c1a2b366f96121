using Sapphire.Actors.Ids;
using Sapphire.Actors.Privacy;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Privacy;

/// <summary>The switch of privacy mode.</summary>
internal sealed class PrivacyApi(PrivacyMode mode, IEnumerable<IPrivacyHold> holds)
{
    /// <summary><c>GET /api/privacy</c>.</summary>
    /// <param name="chat">The chat that is looked at; null or empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PrivacyView> ViewAsync(string? chat, CancellationToken cancellationToken) => new(mode.IsOn, mode.Networks, await HeldByAsync(chat, cancellationToken));

    /// <summary><c>PUT /api/privacy</c>.</summary>
    public async Task<PrivacyView> PutAsync(PrivacyRequest request, CancellationToken cancellationToken)
    {
        if (!request.On && mode.IsOn && await HeldByAsync(request.Chat, cancellationToken) is { } reason)
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

        return await ViewAsync(request.Chat, cancellationToken);
    }

    private async Task<string?> HeldByAsync(string? chat, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(chat))
        {
            return null;
        }

        if (!ChatId.TryParse(chat, null, out ChatId id))
        {
            throw ApiProblem.Bad("This is not the id of a chat.", "The id of a chat is a UUID with dashes.");
        }

        foreach (IPrivacyHold hold in holds)
        {
            if (await hold.ReasonAsync(id, cancellationToken) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }
}
