using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>
/// Reads chats that were kept as JSON: <c>{"settings":{…},"messages":[…]}</c>, or the array alone in the oldest form. The old program
/// wrote these files in place, so that one may end in the middle: then the messages that are whole are taken.
/// </summary>
internal sealed class OldChatReader(TimeZoneInfo zone)
{
    private static readonly JsonElement NoSettings = JsonElement.Parse("{}");

    /// <summary>Reads a chat.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where it is, for the report.</param>
    /// <param name="content">What the file holds.</param>
    /// <param name="changed">When the file was changed last.</param>
    /// <exception cref="OldFormatException">Nothing of it can be read.</exception>
    public OldChat Read(string name, string source, byte[] content, DateTimeOffset changed)
    {
        content = OldJson.Clean(content);
        ImmutableArray<string>.Builder problems = ImmutableArray.CreateBuilder<string>();
        JsonElement settings = NoSettings;
        List<JsonElement> messages;
        try
        {
            JsonElement root = OldJson.Parse(content);
            (settings, messages) = (root.Member("settings") ?? NoSettings, Messages(root));
        }
        catch (OldFormatException e)
        {
            (JsonElement? found, messages) = Salvage(content);
            settings = found ?? NoSettings;
            if (messages.Count == 0)
            {
                throw;
            }

            problems.Add($"The file is damaged ({e.Message}): the {messages.Count} messages before that were taken.");
        }

        return Make(name, source, settings, messages, changed, problems);
    }

    /// <summary>Reads a chat of which settings and messages are kept apart.</summary>
    /// <exception cref="OldFormatException">Nothing of it can be read.</exception>
    public OldChat Read(string name, string source, string? settings, string? messages, DateTimeOffset changed)
    {
        ImmutableArray<string>.Builder problems = ImmutableArray.CreateBuilder<string>();
        JsonElement read = NoSettings;
        try
        {
            read = string.IsNullOrWhiteSpace(settings) ? NoSettings : OldJson.Parse(OldJson.Clean(System.Text.Encoding.UTF8.GetBytes(settings)));
        }
        catch (OldFormatException e)
        {
            problems.Add($"Its settings are damaged ({e.Message}) and were left out.");
        }

        OldChat chat = Read(name, source, System.Text.Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(messages) ? "[]" : messages), changed);
        return chat with { Settings = read.ValueKind == JsonValueKind.Object ? read : NoSettings, Problems = [.. problems, .. chat.Problems] };
    }

    private OldChat Make(string name, string source, JsonElement settings, List<JsonElement> messages, DateTimeOffset changed, ImmutableArray<string>.Builder problems)
    {
        OldMessageReader reader = new(zone);
        ImmutableArray<OldMessage>.Builder read = ImmutableArray.CreateBuilder<OldMessage>(messages.Count);
        foreach (JsonElement message in messages)
        {
            if (reader.Read(message) is { } one)
            {
                read.Add(one);
            }
        }

        if (read.Count < messages.Count)
        {
            problems.Add($"{messages.Count - read.Count} of its {messages.Count} messages have no role and were left out.");
        }

        return new(name, source, settings.ValueKind == JsonValueKind.Object ? settings : NoSettings, read.ToImmutable(), OldTime.ToMilliseconds(changed), problems.ToImmutable());
    }

    private static List<JsonElement> Messages(JsonElement root)
    {
        JsonElement? messages = root.ValueKind == JsonValueKind.Array ? root : root.Member("messages");
        return messages switch
        {
            { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray()],
            null when root.ValueKind == JsonValueKind.Object && root.Member("settings") is not null => [],
            _ => throw new OldFormatException("it is no chat: it has no list of messages"),
        };
    }

    // The objects of the list of messages that are whole, and the settings when they are.
    private static (JsonElement? Settings, List<JsonElement> Messages) Salvage(byte[] content)
    {
        JsonElement? settings = null;
        List<JsonElement> messages = [];
        try
        {
            Utf8JsonReader json = new(content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!json.Read())
            {
                return (settings, messages);
            }

            bool list = json.TokenType == JsonTokenType.StartArray;
            while (!list && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                if (name == "messages" && json.TokenType == JsonTokenType.StartArray)
                {
                    list = true;
                }
                else
                {
                    JsonElement value = JsonElement.ParseValue(ref json);
                    settings = name == "settings" ? value : settings;
                }
            }

            while (list && json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                messages.Add(JsonElement.ParseValue(ref json));
            }
        }
        catch (JsonException)
        {
            // The place of the damage, which the caller tells.
        }

        return (settings, messages);
    }
}
