using System.Net;

namespace Sapphire.Actors.Models.Claude;

/// <summary>An answer with an error status, with what the SDK's own exceptions leave out. Never shown or logged as it is.</summary>
internal sealed class StatusException(HttpStatusCode status, TimeSpan? retryAfter, string body) : HttpRequestException("An error status.", null, status)
{
    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>When to ask again, where the server told.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The beginning of the answer's body.</summary>
    public string Body { get; } = body;

    /// <summary>The one within an exception; null when there is none.</summary>
    public static StatusException? Find(Exception? exception)
    {
        for (; exception is not null; exception = Cause(exception))
        {
            if (exception is StatusException found)
            {
                return found;
            }
        }

        return null;
    }

    // Some of the SDK's exceptions throw where they have no cause.
    private static Exception? Cause(Exception exception) => exception.InnerException;
}
