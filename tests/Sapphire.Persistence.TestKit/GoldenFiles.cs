using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.TestKit;

/// <summary>
/// Pins every form in which an event was ever written: one file for each manifest, named after it (<c>chat.user-said.1.json</c>),
/// committed and never edited. A file of an older manifest stays and must go on being readable.
/// </summary>
public static class GoldenFiles
{
    /// <summary>Set to 1 to write the files that are missing; then look at them and commit them.</summary>
    public const string UpdateVariable = "SAPPHIRE_GOLDEN_UPDATE";

    /// <summary>
    /// Fails unless every manifest that the catalog writes has a sample and a golden file, each sample is written exactly as its
    /// file holds it and read back equal, and every other file (an older form) still reads as its sample.
    /// </summary>
    /// <param name="catalog">What is stored.</param>
    /// <param name="folder">The folder of golden files in the sources; see <see cref="FolderBeside"/>.</param>
    /// <param name="samples">One event of each written manifest, all of its members set.</param>
    /// <param name="olderForms">What the file of each older manifest must be read as.</param>
    /// <exception cref="InvalidOperationException">Something differs; the message lists all of it.</exception>
    public static void Verify(EventCatalog catalog, string folder, IEnumerable<object> samples, IReadOnlyDictionary<string, object>? olderForms = null)
    {
        List<string> faults = [];
        Directory.CreateDirectory(folder);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (object sample in samples)
        {
            SerializedEvent written = catalog.Serialize(sample);
            seen.Add(written.Manifest);
            VerifyWritten(catalog, folder, sample, written, faults);
        }

        faults.AddRange(catalog.WrittenManifests.Where(manifest => !seen.Contains(manifest)).Select(manifest => $"{manifest}: no sample was given."));
        foreach (string manifest in catalog.Manifests.Except(catalog.WrittenManifests, StringComparer.Ordinal))
        {
            if (olderForms?.TryGetValue(manifest, out object? expected) != true || expected is null)
            {
                faults.Add($"{manifest}: no expected event was given for this older form.");
            }
            else if (!File.Exists(PathOf(folder, manifest)))
            {
                faults.Add($"{manifest}: the golden file of this older form is missing.");
            }
            else
            {
                VerifyRead(catalog, manifest, File.ReadAllBytes(PathOf(folder, manifest)), expected, faults);
            }
        }

        faults.AddRange(Directory.EnumerateFiles(folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Except(catalog.Manifests, StringComparer.Ordinal)
            .Select(manifest => $"{manifest}: there is a golden file, but the catalog no longer reads this manifest."));
        if (faults.Count > 0)
        {
            throw new InvalidOperationException($"The stored form of events has changed ({folder}):{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
        }
    }

    /// <summary>A folder beside the calling source file.</summary>
    public static string FolderBeside(string name, [CallerFilePath] string sourceFile = "") =>
        Path.Combine(Path.GetDirectoryName(sourceFile)!, name);

    private static void VerifyWritten(EventCatalog catalog, string folder, object sample, SerializedEvent written, List<string> faults)
    {
        string path = PathOf(folder, written.Manifest);
        if (!File.Exists(path))
        {
            if (Environment.GetEnvironmentVariable(UpdateVariable) != "1")
            {
                faults.Add($"{written.Manifest}: there is no golden file. Run the test once with {UpdateVariable}=1, look at the new file and commit it.");
                return;
            }

            File.WriteAllText(path, Indent(written.Payload));
        }

        byte[] golden = File.ReadAllBytes(path);
        if (!JsonNode.DeepEquals(JsonNode.Parse(golden), JsonNode.Parse(written.Payload)))
        {
            faults.Add($"{written.Manifest}: it is now written as {Encoding.UTF8.GetString(written.Payload)}, unlike its golden file. Give the new form a new manifest and an upcaster for this one.");
        }

        VerifyRead(catalog, written.Manifest, golden, sample, faults);
    }

    // Records with collections do not compare by value, so equality is that of what would be stored.
    private static void VerifyRead(EventCatalog catalog, string manifest, byte[] golden, object expected, List<string> faults)
    {
        try
        {
            object read = catalog.Deserialize(manifest, golden);
            if (read.GetType() != expected.GetType()
                || !JsonNode.DeepEquals(JsonNode.Parse(catalog.Serialize(read).Payload), JsonNode.Parse(catalog.Serialize(expected).Payload)))
            {
                faults.Add($"{manifest}: its golden file is read as {read}, not as {expected}.");
            }
        }
        catch (EventSerializationException e)
        {
            faults.Add($"{manifest}: its golden file cannot be read: {e.Message}");
        }
    }

    private static string PathOf(string folder, string manifest) => Path.Combine(folder, manifest + ".json");

    private static string Indent(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
