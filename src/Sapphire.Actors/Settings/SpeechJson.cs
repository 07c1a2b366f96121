using System.Text.Json.Nodes;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes section <c>speech</c> of <c>settings.json</c>.</summary>
internal static class SpeechJson
{
    private const string Section = "speech";

    /// <summary>Reads the section; what is missing has its default.</summary>
    /// <exception cref="SettingsException">A member has a value that it cannot have.</exception>
    public static SpeechSettings Read(JsonObject root, Func<object[], string, SettingsException> fault)
    {
        JsonObject speech = Child(root, [Section], fault);
        JsonObject speak = Child(speech, [Section, "speak"], fault);
        JsonObject listen = Child(speech, [Section, "listen"], fault);
        SpeakSettings defaults = SpeakSettings.Default;
        object[] s = [Section, "speak"];
        object[] l = [Section, "listen"];
        return new(
            new(
                Text(speak, s, "voice", defaults.Voice, fault),
                Number(speak, s, "rate", defaults.Rate, SpeechLimits.LeastRate, SpeechLimits.MostRate, fault),
                Number(speak, s, "pitch", defaults.Pitch, SpeechLimits.LeastRate, SpeechLimits.MostRate, fault),
                Number(speak, s, "volume", defaults.Volume, 0, 1, fault),
                OneOf(speak, s, "when", defaults.When, SpeechLimits.Whens, fault),
                Service(speak, s, fault)),
            new(OneOf(listen, l, "recognizer", ListenSettings.Default.Recognizer, SpeechLimits.Recognizers, fault), Service(listen, l, fault)));
    }

    /// <summary>Puts the section into a document; members that are not known stay. A section that says nothing new is not added.</summary>
    public static void Merge(JsonObject root, SpeechSettings settings)
    {
        if (root[Section] is not JsonObject && settings == SpeechSettings.Default)
        {
            return;
        }

        JsonObject speech = Take(root, Section);
        JsonObject speak = Take(speech, "speak");
        speak["voice"] = settings.Speak.Voice;
        speak["rate"] = settings.Speak.Rate;
        speak["pitch"] = settings.Speak.Pitch;
        speak["volume"] = settings.Speak.Volume;
        speak["when"] = settings.Speak.When;
        Put(speak, settings.Speak.Service, voices: true);
        JsonObject listen = Take(speech, "listen");
        listen["recognizer"] = settings.Listen.Recognizer;
        Put(listen, settings.Listen.Service, voices: false);
    }

    private static JsonObject Take(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            child = [];
            parent[name] = child;
        }

        return child;
    }

    private static void Put(JsonObject parent, SpeechService service, bool voices)
    {
        JsonObject node = Take(parent, "service");
        node["url"] = service.Url;
        node["model"] = service.Model;
        if (voices)
        {
            node["voices"] = service.Voices;
        }
    }

    private static JsonObject Child(JsonObject parent, object[] path, Func<object[], string, SettingsException> fault) =>
        !parent.TryGetPropertyValue((string)path[^1], out JsonNode? node) || node is null ? []
            : node as JsonObject ?? throw fault(path, "Expected an object.");

    private static SpeechService Service(JsonObject parent, object[] path, Func<object[], string, SettingsException> fault)
    {
        object[] at = [.. path, "service"];
        JsonObject node = Child(parent, at, fault);
        string url = Text(node, at, "url", "", fault);
        if (url.Length > 0)
        {
            url = ProviderUrl.TryNormalize(url, out Uri? normal, out string? error) ? ProviderUrl.Text(normal) : throw fault([.. at, "url"], error);
        }

        return new(url, Text(node, at, "model", "", fault), Text(node, at, "voices", "", fault));
    }

    private static string Text(JsonObject node, object[] path, string member, string otherwise, Func<object[], string, SettingsException> fault)
    {
        if (!node.TryGetPropertyValue(member, out JsonNode? value) || value is null)
        {
            return otherwise;
        }

        string text = value is JsonValue found && found.TryGetValue(out string? t) ? t : throw fault([.. path, member], "Expected a text in quotes.");
        return text.Length > SpeechLimits.LongestText ? throw fault([.. path, member], $"It has {text.Length} characters; at most {SpeechLimits.LongestText} are taken.") : text;
    }

    private static double Number(JsonObject node, object[] path, string member, double otherwise, double least, double most, Func<object[], string, SettingsException> fault)
    {
        if (!node.TryGetPropertyValue(member, out JsonNode? value) || value is null)
        {
            return otherwise;
        }

        return value is JsonValue found && found.TryGetValue(out double number) && number >= least && number <= most
            ? number
            : throw fault([.. path, member], FormattableString.Invariant($"Expected a number from {least} to {most}."));
    }

    private static string OneOf(JsonObject node, object[] path, string member, string otherwise, IReadOnlyList<string> allowed, Func<object[], string, SettingsException> fault)
    {
        string text = Text(node, path, member, otherwise, fault);
        return allowed.Contains(text) ? text : throw fault([.. path, member], $"Expected one of {string.Join(", ", allowed.Select(static a => $"\"{a}\""))}.");
    }
}
