using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Sends one request to a speech service and gives words to what goes wrong. A server's own message may repeat the key or
/// the text, so none of it is passed on. Redirects are not followed: the key stays where it belongs.
/// </summary>
internal static class SpeechHttp
{
    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="SpeechException">It failed; says what to do next.</exception>
    public static async Task<(byte[] Body, MediaTypeHeaderValue? Type)> SendAsync(HttpClient http, OpenAiEndpoint endpoint, string path, HttpContent content, int limit, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource clock = new(timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Resource(path)) { Content = content };
            if (!string.IsNullOrEmpty(endpoint.Key))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.Key);
            }

            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                string error = Encoding.UTF8.GetString((await ReadAsync(response, 16 << 10, cut: true, both.Token))!);
                throw Status(endpoint, response.StatusCode, error);
            }

            byte[] body = await ReadAsync(response, limit, cut: false, both.Token)
                ?? throw new SpeechException("service", $"{endpoint.Name} sent more than {limit >> 20} MB for one sentence.", "Choose another model or voice in the Speech dialog.");
            return (body, response.Content.Headers.ContentType);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw clock.IsCancellationRequested
                ? new("timeout", $"{endpoint.Name} did not answer within {ModelErrors.Duration(timeout)}.", "It may still be loading the model. Try again, or choose a smaller model in the Speech dialog.", e)
                : Unreachable(endpoint, "does not answer", e);
        }
        catch (Exception e) when (OutboundBlockedException.Find(e) is not null)
        {
            OutboundBlockedException blocked = OutboundBlockedException.Find(e)!;
            throw new SpeechException("blocked", blocked.Message, blocked.Detail, e);
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => new("service", $"The name {endpoint.BaseUrl.Host} of {endpoint.Name} is not known.", "Check the URL in the Speech dialog, and this machine's network.", e),
                HttpRequestError.SecureConnectionError => Tls(endpoint, e),
                HttpRequestError.ConnectionError when e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Unreachable(endpoint, "is not running", e),
                HttpRequestError.ResponseEnded => Cut(endpoint, e),
                HttpRequestError.InvalidResponse => new("service", $"{endpoint.Name} sent something that is not HTTP.", $"Check that a speech server listens at {Address(endpoint)}.", e),
                _ when e.InnerException is AuthenticationException => Tls(endpoint, e),
                _ when e.InnerException is IOException => Cut(endpoint, e),
                _ => Unreachable(endpoint, "cannot be reached", e),
            };
        }
        catch (IOException e)
        {
            throw Cut(endpoint, e);
        }
    }

    /// <summary>Something other than was asked for.</summary>
    public static SpeechException NotExpected(OpenAiEndpoint endpoint, string what, string expected, Exception? cause = null) =>
        new("service", $"{endpoint.Name} sent {what} instead of {expected}.", $"Check the URL {Address(endpoint)} and the model in the Speech dialog.", cause);

    private static string Address(OpenAiEndpoint endpoint) => endpoint.BaseUrl.AbsoluteUri.TrimEnd('/');

    private static SpeechException Status(OpenAiEndpoint endpoint, HttpStatusCode status, string body)
    {
        int code = (int)status;
        string title = $"{endpoint.Name} answered {code} ({status}).";
        bool Says(string word) => body.Contains(word, StringComparison.OrdinalIgnoreCase);
        return status switch
        {
            HttpStatusCode.Unauthorized => new("refused", title, string.IsNullOrEmpty(endpoint.Key) ? "It wants a key: enter one in the Speech dialog." : "It refuses the key: check it in the Speech dialog."),
            HttpStatusCode.Forbidden => new("refused", title, "The key may not use this model or this server: check both in the Speech dialog."),
            HttpStatusCode.PaymentRequired => new("refused", title, "The account there has no credit: add some, or choose a voice of this machine in the Speech dialog."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => Says("model") || Says("voice")
                ? new("service", title, "It does not know the model or the voice: choose others in the Speech dialog, or load them there.")
                : new("service", title, $"Nothing that speaks or listens answers at {Address(endpoint)}: check the URL in the Speech dialog; it often ends in /v1."),
            HttpStatusCode.TooManyRequests => Says("insufficient_quota")
                ? new("service", title, "The account there has no credit: add some, or choose a voice of this machine in the Speech dialog.")
                : new("service", title, "It is asked too often. Try again in a minute."),
            HttpStatusCode.RequestEntityTooLarge => new("too-long", title, "It takes less at once: speak in shorter pieces."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new("bad-request", title, "It does not accept the model, the voice or the format: check the model and the voices in the Speech dialog."),
            _ when code is >= 300 and < 400 => new("service", title, "It sends on to another address: enter that address as the URL in the Speech dialog."),
            _ when code >= 500 => new("service", title, "Something is wrong there. Try again; if it stays, look at that server's log."),
            _ => new("service", title, "It does not accept the request: check the URL and the model in the Speech dialog."),
        };
    }

    private static SpeechException Unreachable(OpenAiEndpoint endpoint, string what, Exception cause) =>
        new("service", $"{endpoint.Name} at {Address(endpoint)} {what}.", "Start it, or check the URL in the Speech dialog.", cause);

    private static SpeechException Cut(OpenAiEndpoint endpoint, Exception cause) =>
        new("service", $"The connection to {endpoint.Name} broke before its answer was complete.", "Try again; if it stays, look at that server's log.", cause);

    private static SpeechException Tls(OpenAiEndpoint endpoint, Exception cause) =>
        new("service", $"No secure connection to {endpoint.Name} at {Address(endpoint)} can be made.", "Check its certificate, or whether the URL should begin with http://.", cause);

    /// <summary>Null when there is more than the limit.</summary>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int limit, bool cut, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream all = new();
        byte[] buffer = new byte[32 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + read > limit)
            {
                return cut ? all.ToArray() : null;
            }

            await all.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return all.ToArray();
    }
}
