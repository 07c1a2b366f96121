using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Sapphire.Actors.Privacy;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// Words for what can go wrong at a server. A server's own message may repeat the key or the prompt, so none of it is passed
/// on: it only helps to choose among our sentences.
/// </summary>
internal static class ModelErrors
{
    /// <summary>An answer with an error status.</summary>
    /// <param name="endpoint">Who answered.</param>
    /// <param name="status">The status.</param>
    /// <param name="retryAfter">When to ask again, where the server told.</param>
    /// <param name="body">The beginning of the answer's body.</param>
    public static ModelException Status(OpenAiEndpoint endpoint, HttpStatusCode status, TimeSpan? retryAfter, string body)
    {
        int code = (int)status;
        string title = $"{endpoint.Name} answered {code} ({Words(status)}).";
        switch (status)
        {
            case HttpStatusCode.Unauthorized:
                return new(title, string.IsNullOrEmpty(endpoint.Key) ? "It wants a key: enter one in the Models dialog." : "It refuses the key: check it in the Models dialog.", canRetry: false);
            case HttpStatusCode.Forbidden:
                return new(title, "The key may not use this model or this server: check both in the Models dialog.", canRetry: false);
            case HttpStatusCode.PaymentRequired:
                return new(title, "The account there has no credit: add some, or choose another model in the Models dialog.", canRetry: false);
            case HttpStatusCode.NotFound:
                return new(title, Saying(body, "model")
                    ? $"It does not know the model{Named(endpoint)}: choose another in the Models dialog, or load it there."
                    : $"Nothing answers at {Address(endpoint)}: check the URL in the Models dialog.", canRetry: false);
            case HttpStatusCode.TooManyRequests:
                return Saying(body, "insufficient_quota")
                    ? new(title, "The account there has no credit: add some, or choose another model in the Models dialog.", canRetry: false)
                    : new(title, retryAfter is { } wait ? $"It asks to wait {Duration(wait)}. Try again then, or choose another model." : "It is asked too often. Try again in a minute, or choose another model.", canRetry: true);
            case HttpStatusCode.RequestEntityTooLarge:
                return new(title, "The chat is too long for this server: start a new chat, or choose a model with a larger context.", canRetry: false) { TooLong = true };
            case HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity:
                return Refused(endpoint, title, body);
            default:
                if (code is >= 300 and < 400)
                {
                    return new(title, "It sends on to another address: enter that address as the URL in the Models dialog.", canRetry: false);
                }

                return code >= 500
                    ? new(title, retryAfter is { } later ? $"It asks to wait {Duration(later)}. Try again then." : "Something is wrong there. Try again; if it stays, look at that server's log.", canRetry: true)
                    : new(title, "It does not accept the request: check the URL and the model in the Models dialog.", canRetry: false);
        }
    }

    /// <summary>An error that was sent instead of, or in the middle of, an answer.</summary>
    public static ModelException InStream(OpenAiEndpoint endpoint, JsonElement root)
    {
        string text = root.GetRawText();
        return InStream(endpoint, text.Length > 65536 ? text[..65536] : text);
    }

    /// <summary>The same, where the error is known as text.</summary>
    public static ModelException InStream(OpenAiEndpoint endpoint, string text)
    {
        string title = $"{endpoint.Name} reported an error instead of going on.";
        return LooksTooLong(text)
            ? new(title, "The chat is too long for this model: start a new chat, or choose a model with a larger context.", canRetry: false) { TooLong = true }
            : Saying(text, "rate limit") || Saying(text, "rate_limit") || Saying(text, "overloaded")
                ? new(title, "It is too busy. Try again in a minute, or choose another model.", canRetry: true)
                : new(title, "Try again; if it stays, look at that server's log, or choose another model.", canRetry: true);
    }

    /// <summary>Something that is no chat completion.</summary>
    public static ModelException Garbage(OpenAiEndpoint endpoint, Exception? cause) =>
        new($"{endpoint.Name} sent something that is not a chat completion.", $"Check that an OpenAI-compatible server listens at {Address(endpoint)}.", canRetry: true, Inner(cause));

    /// <summary>A web page.</summary>
    public static ModelException Html(OpenAiEndpoint endpoint) =>
        new($"{endpoint.Name} sent a web page instead of an answer.", $"Check the URL {Address(endpoint)} in the Models dialog: it often ends in /v1.", canRetry: false);

    /// <summary>An answer without any chunk.</summary>
    public static ModelException Empty(OpenAiEndpoint endpoint) =>
        new($"{endpoint.Name} sent an empty answer.", "Try again; if it stays, look at that server's log.", canRetry: true);

    /// <summary>The connection ended too early.</summary>
    public static ModelException Cut(OpenAiEndpoint endpoint, bool tokenSeen, Exception? cause) => tokenSeen
        ? new($"The connection to {endpoint.Name} broke in the middle of the answer.", "What it said until then is kept.", canRetry: true, Inner(cause))
        : new($"{endpoint.Name} closed the connection before it answered.", "Try again; if it stays, look at that server's log.", canRetry: true, Inner(cause));

    /// <summary>The server was silent for too long.</summary>
    public static ModelException Silent(OpenAiEndpoint endpoint, bool tokenSeen, OpenAiTimeouts timeouts) => tokenSeen
        ? new($"{endpoint.Name} stopped in the middle of the answer.", $"Nothing came for {Duration(timeouts.Stall)}. What it said until then is kept.", canRetry: true)
        : new($"{endpoint.Name} did not begin to answer within {Duration(timeouts.FirstToken)}.", "It may still be loading the model. Try again, or choose a smaller model.", canRetry: true);

    /// <summary>A redirect to another server, which must not get the key.</summary>
    public static ModelException Redirected(OpenAiEndpoint endpoint, Uri target) =>
        new($"{endpoint.Name} sends on to another server ({target.Host}).", "Sapphire does not follow, so that your key stays where it belongs. If you trust that server, enter its address as the URL in the Models dialog.", canRetry: false);

    /// <summary>Any exception of a request.</summary>
    public static ModelException From(OpenAiEndpoint endpoint, Exception exception, bool tokenSeen)
    {
        if (OutboundBlockedException.Find(exception) is { } blocked)
        {
            return new(blocked.Message, blocked.Detail, canRetry: true, Inner(blocked));
        }

        switch (exception)
        {
            case ModelException model:
                return model;
            case HttpRequestException http:
                return From(endpoint, http, tokenSeen);
            case IOException:
                return exception is InvalidDataException ? Garbage(endpoint, exception) : Cut(endpoint, tokenSeen, exception);
            case OperationCanceledException:
                // HttpClient's own connect timeout.
                return NoAnswer(endpoint, "does not answer", "Start it, or check the URL in the Models dialog.", exception);
            case AuthenticationException:
                return Tls(endpoint, exception);
            default:
                return Garbage(endpoint, exception);
        }
    }

    /// <summary>A span for people: "30 seconds", "5 minutes".</summary>
    public static string Duration(TimeSpan time)
    {
        double seconds = Math.Ceiling(Math.Max(1, time.TotalSeconds));
        return seconds switch
        {
            1 => "1 second",
            <= 90 => seconds.ToString("0", CultureInfo.InvariantCulture) + " seconds",
            <= 5400 => Math.Ceiling(seconds / 60).ToString("0", CultureInfo.InvariantCulture) + " minutes",
            _ => Math.Ceiling(seconds / 3600).ToString("0", CultureInfo.InvariantCulture) + " hours",
        };
    }

    private static ModelException From(OpenAiEndpoint endpoint, HttpRequestException http, bool tokenSeen) => http.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new($"The name {endpoint.BaseUrl.Host} of {endpoint.Name} is not known.", "Check the URL in the Models dialog, and this machine's network.", canRetry: true, Inner(http)),
        HttpRequestError.SecureConnectionError => Tls(endpoint, http),
        HttpRequestError.ProxyTunnelError => new($"The proxy does not pass on to {endpoint.Name}.", "Check the proxy's address, user and password on the Models page; nothing goes out around it.", canRetry: true, Inner(http)),
        HttpRequestError.ConnectionError when http.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            NoAnswer(endpoint, "is not running", "Start it, or check the URL in the Models dialog.", http),
        HttpRequestError.ConnectionError => NoAnswer(endpoint, "cannot be reached", "Start it, or check the URL in the Models dialog, and this machine's network.", http),
        HttpRequestError.ResponseEnded => Cut(endpoint, tokenSeen, http),
        HttpRequestError.InvalidResponse => Garbage(endpoint, http),
        _ when http.InnerException is AuthenticationException => Tls(endpoint, http),
        _ when http.InnerException is IOException => Cut(endpoint, tokenSeen, http),
        _ => NoAnswer(endpoint, "cannot be reached", "Check the URL in the Models dialog, and this machine's network.", http),
    };

    private static ModelException NoAnswer(OpenAiEndpoint endpoint, string what, string detail, Exception cause) =>
        new($"{endpoint.Name} at {Address(endpoint)} {what}.", detail, canRetry: true, Inner(cause));

    private static ModelException Tls(OpenAiEndpoint endpoint, Exception cause) =>
        new($"No secure connection to {endpoint.Name} at {Address(endpoint)}.", "Its certificate is not trusted, or it does not speak https there: try http:// for a server on your own network.", canRetry: false, Inner(cause));

    private static ModelException Refused(OpenAiEndpoint endpoint, string title, string body)
    {
        if (LooksTooLong(body))
        {
            return new(title, "The chat is too long for this model: start a new chat, or choose a model with a larger context.", canRetry: false) { TooLong = true };
        }

        if (Saying(body, "credit balance"))
        {
            return new(title, "The account there has no credit: add some, or choose another model in the Models dialog.", canRetry: false);
        }

        if (Saying(body, "does not support tools") || Saying(body, "tool_choice") || Saying(body, "tool use") || Saying(body, "support tool"))
        {
            return new(title, $"The model{Named(endpoint)} cannot use tools there: choose another in the Models dialog.", canRetry: false);
        }

        return Saying(body, "model")
            ? new(title, $"It does not accept the model{Named(endpoint)} or the request: choose another model in the Models dialog.", canRetry: false)
            : new(title, "It does not accept the request: check the URL and the model in the Models dialog.", canRetry: false);
    }

    private static bool LooksTooLong(string body) =>
        Saying(body, "context_length") || Saying(body, "context length") || Saying(body, "context size") || Saying(body, "context window") || Saying(body, "exceed_context")
        || Saying(body, "prompt is too long") || Saying(body, "maximum context") || Saying(body, "too many tokens") || Saying(body, "input is too long");

    private static bool Saying(string body, string words) => body.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string Named(OpenAiEndpoint endpoint) => endpoint.Model.Length == 0 ? "" : " " + endpoint.Model;

    private static string Address(OpenAiEndpoint endpoint) => endpoint.BaseUrl.AbsoluteUri.TrimEnd('/');

    /// <summary>Only the kinds whose messages cannot hold anything of the request or the answer: a JSON error may quote the text.</summary>
    private static Exception? Inner(Exception? cause) => cause is HttpRequestException or SocketException or OperationCanceledException or HttpIOException ? cause : null;

    private static string Words(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => "bad request",
        HttpStatusCode.Unauthorized => "unauthorized",
        HttpStatusCode.PaymentRequired => "payment required",
        HttpStatusCode.Forbidden => "forbidden",
        HttpStatusCode.NotFound => "not found",
        HttpStatusCode.RequestEntityTooLarge => "too large",
        HttpStatusCode.UnprocessableEntity => "unprocessable",
        HttpStatusCode.TooManyRequests => "too many requests",
        HttpStatusCode.InternalServerError => "server error",
        HttpStatusCode.BadGateway => "bad gateway",
        HttpStatusCode.ServiceUnavailable => "unavailable",
        HttpStatusCode.GatewayTimeout => "gateway timeout",
        (HttpStatusCode)529 => "overloaded",
        _ => (int)status >= 500 ? "server error" : (int)status >= 400 ? "refused" : "unexpected",
    };
}
