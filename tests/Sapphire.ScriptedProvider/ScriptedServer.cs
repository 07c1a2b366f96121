using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sapphire.ScriptedProvider;

/// <summary>
/// A real HTTP server, on 127.0.0.1 unless told otherwise, that answers as a test tells it. Chat completions take the next <see cref="Enqueue"/>d
/// answer, else <see cref="Fallback"/>; <c>GET …/models</c> takes <see cref="Models"/>; other paths take <see cref="Pages"/>.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>The server's root, without a slash at its end: <c>http://127.0.0.1:40123</c>.</summary>
    public string Root { get; private set; } = "";

    /// <summary>The OpenAI-compatible base URL: the root with <c>/v1</c>.</summary>
    public string Url => Root + "/v1";

    /// <summary>The port it listens on.</summary>
    public int Port => new Uri(Root).Port;

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>The chat completions among <see cref="Requests"/>, without those for titles.</summary>
    public IReadOnlyList<RecordedRequest> Chats => [.. _requests.Where(static r => r.Path.EndsWith("/chat/completions", StringComparison.Ordinal) && !IsForTitle(r))];

    /// <summary>The requests for titles of chats, which come in the background.</summary>
    public IReadOnlyList<RecordedRequest> TitleRequests => [.. _requests.Where(IsForTitle)];

    /// <summary>The answer to a request for a title; without words where a test does not set it, so that chats keep their own.</summary>
    public Func<RecordedRequest, Answer> Titles { get; set; } = static _ => Answer.Text("");

    /// <summary>The answer to <c>GET …/models</c>.</summary>
    public Answer Models { get; set; } = Answer.ModelList("scripted", "scripted");

    /// <summary>Answers to other paths; 404 where there is none.</summary>
    public ConcurrentDictionary<string, Answer> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers a chat completion when nothing is enqueued.</summary>
    public Func<RecordedRequest, Answer> Fallback { get; set; } = static _ => Answer.Error(500, "Nothing is scripted for this request.");

    /// <summary>Starts a server; port 0 takes any free one.</summary>
    /// <param name="port">The port.</param>
    /// <param name="address">Where it listens instead of 127.0.0.1.</param>
    public static async Task<ScriptedServer> StartAsync(int port = 0, IPAddress? address = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = 64 << 20;
            o.Limits.MinResponseDataRate = null;
            o.Listen(address ?? IPAddress.Loopback, port);
        });
        // A stalled answer would hold up the stop for as long as this.
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        WebApplication app = builder.Build();
        ScriptedServer server = new(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.Root = app.Urls.Single().TrimEnd('/');
        return server;
    }

    /// <summary>The answers to the next chat completions, in order.</summary>
    public ScriptedServer Enqueue(params IEnumerable<Answer> answers)
    {
        foreach (Answer answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    /// <summary>Waits until the server is stopped.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(() => closed.TrySetResult());
        RecordedRequest request = new(
            context.Request.Method,
            context.Request.GetEncodedPathAndQuery(),
            context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body,
            closed.Task);
        _requests.Enqueue(request);
        try
        {
            await SendAsync(context, Choose(context, request));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away, which is often what the test wants.
            closed.TrySetResult();
        }
    }

    private static bool IsForTitle(RecordedRequest request) => request.Body.Contains("You name conversations.", StringComparison.Ordinal);

    private Answer Choose(HttpContext context, RecordedRequest request)
    {
        string path = context.Request.Path.Value ?? "";
        if (Pages.TryGetValue(path, out Answer? page))
        {
            return page;
        }

        if (path.EndsWith("/v1/models", StringComparison.Ordinal))
        {
            return Models;
        }

        // Anthropic's protocol takes the scripted answers too.
        if (!path.EndsWith("/chat/completions", StringComparison.Ordinal) && !path.EndsWith("/v1/messages", StringComparison.Ordinal))
        {
            return Answer.Error(404, "No such page.");
        }

        if (IsForTitle(request))
        {
            return Titles(request);
        }

        return _answers.TryDequeue(out Answer? next) ? next : Fallback(request);
    }

    private static async Task SendAsync(HttpContext context, Answer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.ContentType is not null)
        {
            response.ContentType = answer.ContentType;
        }

        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        foreach (Step step in answer.Steps)
        {
            switch (step)
            {
                case Step.Write write:
                    await response.Body.WriteAsync(write.Bytes, context.RequestAborted);
                    await response.Body.FlushAsync(context.RequestAborted);
                    break;
                case Step.Wait wait:
                    await wait.Gate.PassAsync(context.RequestAborted);
                    break;
                case Step.Delay delay:
                    await Task.Delay(delay.Time, context.RequestAborted);
                    break;
                case Step.Stall:
                    await response.StartAsync(context.RequestAborted);
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                    break;
                default:
                    if (response.HasStarted)
                    {
                        // Kestrel then closes the connection behind what was written, without the end of the body. An abort would take back what is on its way.
                        throw new InvalidOperationException("The script cuts the connection here.");
                    }

                    context.Abort();
                    return;
            }
        }
    }
}
