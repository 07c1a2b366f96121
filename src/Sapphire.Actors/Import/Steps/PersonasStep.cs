using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Images;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes personas of later versions, with their pictures: <c>personas/*.json</c>, <c>{id: {name, settings: {prompt, voice, …}, avatar}}</c>.</summary>
internal sealed class PersonasStep(PromptLibrary library, ImageStore images) : IFolderStep
{
    private static readonly string[] About = ["name", "settings", "avatar", "description", "tagline", "ai_name", "id"];

    /// <inheritdoc/>
    public async Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string file in context.Folder.Files("personas", "*.json"))
        {
            string source = context.Folder.Name(file);
            JsonElement root = default;
            context.Try(FolderPart.Personas, source, () =>
            {
                root = OldJson.Parse(OldJson.Clean(File.ReadAllBytes(file)));
                if (root.ValueKind != JsonValueKind.Object)
                {
                    root = default;
                    throw new OldFormatException("it is no JSON object");
                }
            });
            foreach (JsonProperty one in root.ValueKind == JsonValueKind.Object ? root.EnumerateObject().Where(static one => !one.Name.StartsWith('_')) : [])
            {
                await TakeAsync(context, one.Name, $"{one.Name} ({source})", one.Value, cancellationToken);
            }
        }
    }

    private async Task TakeAsync(FolderContext context, string key, string source, JsonElement old, CancellationToken cancellationToken)
    {
        if (old.ValueKind != JsonValueKind.Object)
        {
            context.NotTaken(FolderPart.Personas, source, "It is no JSON object.");
            return;
        }

        (ChatSettings settings, ImmutableArray<string> left) = OldChatSettings.Read(old.Member("settings") is { ValueKind: JsonValueKind.Object } inner ? inner : Without(old), context);
        (string? avatar, string? picture) = await AvatarAsync(context, old, cancellationToken);
        string id = string.Concat(key.Trim().ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-', '_');
        string name = Line(old.Text("name") is { Length: > 0 } named ? named : key, Prompt.MaxName);
        Persona persona = new(id, name, Line(old.Text("description") ?? old.Text("tagline") ?? "", Persona.MaxDescription), old.Text("ai_name") is { Length: > 0 } ai ? ai : null, settings with { Persona = null, Avatar = avatar });
        if (library.Current.Personas.TryGetValue(id, out Persona? here) && here != persona)
        {
            persona = persona with { Id = (id.Length > PersonaRules.MaxId - 9 ? id[..(PersonaRules.MaxId - 9)] : id) + "-imported" };
        }

        context.Personas[key] = persona.Id;
        if (library.Current.Personas.TryGetValue(persona.Id, out Persona? present))
        {
            context.Add(FolderPart.Personas, source, FolderOutcome.Here, present == persona ? "It is here already." : "It was imported before, and was changed here since.");
            return;
        }

        try
        {
            PromptLibrary.Check(persona);
            if (!context.DryRun)
            {
                library.Put(persona, isNew: true);
            }

            string[] remarks = [persona.Id == id ? "" : $"As {persona.Id}: another persona has the id here.", picture ?? "", OldChatSettings.Sentence(left)];
            context.Add(FolderPart.Personas, source, FolderOutcome.Taken, string.Join(' ', remarks.Where(static remark => remark.Length > 0)));
        }
        catch (LibraryException e)
        {
            context.Personas.Remove(key);
            context.NotTaken(FolderPart.Personas, source, e.Message);
        }
    }

    // The picture's id; and what is to be told of it.
    private async Task<(string? Id, string? Remark)> AvatarAsync(FolderContext context, JsonElement old, CancellationToken cancellationToken)
    {
        if (Path.GetFileName(old.Text("avatar") ?? "") is not { Length: > 0 } name)
        {
            return default;
        }

        // A name is no pattern, and nothing outside of these folders is read.
        string? file = ((string[])["personas/avatars", "public/avatars/personas", "public/avatars", "personas"]).SelectMany(folder => context.Folder.Files(folder, "*")).FirstOrDefault(path => Path.GetFileName(path) == name);
        if (file is null)
        {
            return (null, "Its picture is not in the folder.");
        }

        context.Pictures.Add(file);
        return await context.PictureAsync(FolderPart.Avatars, file, images, cancellationToken) is { } id ? (id, null) : (null, "Without its picture.");
    }

    private static JsonElement Without(JsonElement old)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (JsonProperty member in old.EnumerateObject().Where(static member => !About.Contains(member.Name, StringComparer.Ordinal)))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return OldJson.Parse(stream.ToArray());
    }

    private static string Line(string text, int longest)
    {
        string line = string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= longest ? line : line[..(longest - (char.IsHighSurrogate(line[longest - 1]) ? 1 : 0))].Trim();
    }
}
