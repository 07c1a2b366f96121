using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>The keys and passwords of the old program, from all places in which its versions kept them.</summary>
/// <param name="Keys">Keys of providers, the newest place first.</param>
/// <param name="Socks">The login of the SOCKS proxy; null for none.</param>
/// <param name="PasswordHash">The bcrypt hash of the page's password; null for none.</param>
/// <param name="Problems">Files that cannot be used, and why.</param>
public sealed record OldCredentials(ImmutableArray<OldKey> Keys, OldSocksLogin? Socks, string? PasswordHash, ImmutableArray<(string Source, string Why)> Problems)
{
    /// <summary>The names of the files.</summary>
    public static readonly ImmutableArray<string> FileNames = ["credentials.json", "claude_api_key", "socks_config", "secret_key"];

    /// <summary>Reads all files of a folder that are there.</summary>
    public static OldCredentials Read(string folder)
    {
        Collector collector = new();
        collector.Try(folder, "credentials.json", collector.TakeCredentials);
        collector.Try(folder, "claude_api_key", (content, source) => collector.AddKey("claude", Encoding.UTF8.GetString(content), source));
        collector.Try(folder, "socks_config", collector.TakeSocks);
        collector.Try(folder, "secret_key", collector.TakeHash);
        return new(collector.Keys.ToImmutable(), collector.Socks, collector.Hash, collector.Problems.ToImmutable());
    }

    /// <summary>These, and of others what these lack.</summary>
    public OldCredentials And(OldCredentials other) => new([.. Keys, .. other.Keys], Socks ?? other.Socks, PasswordHash ?? other.PasswordHash, [.. Problems, .. other.Problems]);

    /// <summary>Never a secret.</summary>
    public override string ToString() => $"{Keys.Length} keys";

    private sealed class Collector
    {
        public ImmutableArray<OldKey>.Builder Keys { get; } = ImmutableArray.CreateBuilder<OldKey>();

        public ImmutableArray<(string Source, string Why)>.Builder Problems { get; } = ImmutableArray.CreateBuilder<(string, string)>();

        public OldSocksLogin? Socks { get; private set; }

        public string? Hash { get; private set; }

        public void Try(string folder, string name, Action<byte[], string> take)
        {
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                return;
            }

            try
            {
                take(File.ReadAllBytes(file), name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Problems.Add((name, $"it cannot be read: {e.Message.TrimEnd('.')}"));
            }
            catch (OldFormatException)
            {
                // The cause may quote a secret.
                Problems.Add((name, "it is damaged: enter what it held again"));
            }
        }

        public void AddKey(string provider, string? key, string source)
        {
            key = key?.Trim();
            if (string.IsNullOrEmpty(key))
            {
                return;
            }

            if (IsEncrypted(key))
            {
                Problems.Add(($"{source}: {provider}", "the key is encrypted for the machine and program that wrote it: enter it again"));
            }
            else if (key.Length > Sapphire.Actors.Settings.ModelKeys.MaxLength || key.Any(static c => c is <= ' ' or > '~'))
            {
                Problems.Add(($"{source}: {provider}", "that is no key: it holds blanks or other characters that no header can carry"));
            }
            else
            {
                Keys.Add(new(provider, key, source));
            }
        }

        public void TakeCredentials(byte[] content, string source)
        {
            JsonElement root = OldJson.Parse(OldJson.Clean(content));
            if (root.Member("llm") is { ValueKind: JsonValueKind.Object } providers)
            {
                foreach (JsonProperty provider in providers.EnumerateObject())
                {
                    AddKey(provider.Name, provider.Value.ValueKind == JsonValueKind.String ? provider.Value.GetString() : provider.Value.Text("api_key"), source);
                }
            }

            if (root.Member("socks") is { ValueKind: JsonValueKind.Object } socks)
            {
                SetSocks(socks.Text("username"), socks.Text("password"), source);
            }

            foreach (JsonProperty other in root.ValueKind == JsonValueKind.Object ? root.EnumerateObject() : default)
            {
                if (other.Name is not ("llm" or "socks") && !other.Name.StartsWith('_') && other.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                {
                    Problems.Add(($"{source}: {other.Name}", "this program has no use for it"));
                }
            }
        }

        // Two lines: the user name and the password, each perhaps after a name and "=".
        public void TakeSocks(byte[] content, string source)
        {
            string[] lines = [.. Encoding.UTF8.GetString(content).Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')];
            if (lines.Length < 2)
            {
                Problems.Add((source, "it does not hold a user name and a password in two lines"));
                return;
            }

            string? Named(params string[] names) => lines.Select(static line => line.Split('=', 2)).FirstOrDefault(parts => parts.Length == 2 && names.Contains(parts[0].Trim(), StringComparer.OrdinalIgnoreCase))?[1].Trim();
            SetSocks(Named("username", "user", "socks_username") ?? lines[0], Named("password", "pass", "socks_password") ?? lines[1], source);
        }

        public void TakeHash(byte[] content, string source)
        {
            string hash = Encoding.UTF8.GetString(content).Trim();
            if (hash.Length >= 50 && hash.StartsWith("$2", StringComparison.Ordinal))
            {
                Hash = hash;
            }
            else
            {
                Problems.Add((source, "it holds no bcrypt hash of a password"));
            }
        }

        private void SetSocks(string? userName, string? password, string source)
        {
            if (string.IsNullOrWhiteSpace(userName) && string.IsNullOrWhiteSpace(password))
            {
                return;
            }

            if (IsEncrypted(userName) || IsEncrypted(password))
            {
                Problems.Add(($"{source}: socks", "the login is encrypted for the machine and program that wrote it: enter it again"));
                return;
            }

            // The newer place was read first.
            Socks ??= new(userName?.Trim() ?? "", password ?? "", source);
        }

        // Fernet's tokens begin so, and what says of itself that it is encrypted.
        private static bool IsEncrypted(string? text) =>
            text is not null && (text.StartsWith("gAAAAA", StringComparison.Ordinal) || text.StartsWith("enc:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("ENC[", StringComparison.Ordinal));
    }
}
