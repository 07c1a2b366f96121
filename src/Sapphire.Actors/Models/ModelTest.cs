using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>Asks a server as a turn would: its models, then a few tokens.</summary>
public sealed class ModelTest
{
    private const int MaxTokens = 5;

    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Creates the test.</summary>
    /// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
    /// <param name="time">The clock.</param>
    public ModelTest(HttpClient http, TimeProvider? time = null)
    {
        _http = http;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Runs the test. It fails with a message, not with an exception.</summary>
    public async Task<ModelTestOutcome> RunAsync(OpenAiEndpoint endpoint, CancellationToken cancellationToken)
    {
        ImmutableArray<string> models = [];
        try
        {
            ImmutableArray<ListedModel> listed = await ProviderProtocol.ListAsync(_http, endpoint, _time, ListTimeout, optional: endpoint.Model.Length > 0, cancellationToken);
            models = [.. listed.Select(static m => m.Id)];
            string? model = endpoint.Model.Length > 0 ? endpoint.Model : models.FirstOrDefault(ModelFacts.IsChatModel);
            if (model is null)
            {
                return new(true, "It answers, but lists no model that can chat: load one there.", models);
            }

            long start = _time.GetTimestamp();
            IChatClient client = ProviderProtocol.Client(_http, endpoint with { Model = model }, _time, null, GenerationProfile.Empty);
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new(ChatRole.User, "Say hi.")], new() { MaxOutputTokens = MaxTokens }, cancellationToken))
            {
                // A model that thinks first may not get as far as a word; that it answers is enough.
            }

            string seconds = _time.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            return new(true, $"{model} answered in {seconds} s.", models);
        }
        catch (ModelException e)
        {
            return new(false, $"{e.Message} {e.Detail}".Trim(), models);
        }
    }
}
