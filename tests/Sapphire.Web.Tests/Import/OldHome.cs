using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Tests.Import;

/// <summary>A folder of the former Sapphire as it was on disk, and the folder of its secrets.</summary>
internal sealed partial class OldHome : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("sapphire-old-");

    public OldHome()
    {
        Directory.CreateDirectory(At("user"));
        Directory.CreateDirectory(Secrets);
    }

    /// <summary>The folder that <c>user/</c> is in.</summary>
    public string Root => _parent.FullName;

    public string Secrets => Path.Combine(Root, "config", "sapphire");

    /// <summary>A folder with something of everything.</summary>
    public static OldHome Full()
    {
        OldHome home = new();
        home.Write("user/settings.json", Settings);
        home.Write("user/history/default.json", DefaultChat);
        home.Write("user/history/trip_to_the_sea.json", """[{"role":"user","content":"When is low tide?","timestamp":"2026-01-12T09:00:00.000001"},{"role":"assistant","content":"At noon.","timestamp":"2026-01-12T09:00:02.5"}]""");
        home.Write("user/history/empty.json", """{"settings":{"voice":"af_heart"},"messages":[]}""");
        home.Write("user/prompts/prompt_monoliths.json", """{"_comment":"x","Old friend":"You are {ai_name}, an old friend of {user_name}."}""");
        home.Write("user/prompts/prompt_pieces.json", """
            {"components":{"persona":{"sailor":"You are a sailor."},"location":{"harbour":"in a harbour"},"goals":{"calm":"Stay calm."},"emotions":{"glad":"glad"}},
             "scenario_presets":{"Seaman":{"persona":"sailor","location":"harbour","relationship":"","goals":"calm","format":"","scenario":"default","extras":[],"emotions":["glad","missing"]}}}
            """);
        home.Write("user/prompts/prompt_spices.json", """{"length":["Answer in one sentence."],"sea":["Mention the tide.","Mention a gull."],"_disabled_categories":["sea"]}""");
        home.Write("user/prompts/alone.json", """{"name":"Alone","type":"monolith","content":"You are alone."}""");
        home.Write("user/toolsets/toolsets.json", """{"_comment":"x","sailing":{"functions":["save_memory","get_wikipedia"]}}""");
        home.Write("user/notepad/notepad.txt", "one\ntwo\n");
        home.Write("user/logs/sapphire.log", "a log\n");
        home.Memories("user/memory.db", ("My boat is called Wave.", "2026-01-03 10:00:00", 9, "default"), ("I like tea.", "2026-01-04 11:30:00", 5, "sea"));
        home.Write("config/sapphire/credentials.json", """{"llm":{"claude":{"api_key":"sk-ant-1"},"fireworks":{"api_key":""},"openai":{"api_key":"sk-open-1"},"other":{"api_key":""}},"socks":{"username":"jack","password":"tar"}}""");
        return home;
    }

    public const string Settings = """
        {
          "_comment": "mine",
          "identity": { "DEFAULT_USERNAME": "Ann", "DEFAULT_AI_NAME": "Bo{x}b" },
          "tools": { "MAX_TOOL_ITERATIONS": 6 },
          "llm": {
            "CONTEXT_LIMIT": 16000,
            "LLM_FALLBACK_ORDER": ["claude", "lmstudio"],
            "LLM_PROVIDERS": {
              "lmstudio": { "provider": "lmstudio", "base_url": "http://127.0.0.1:4321/v1", "enabled": true, "model": "" },
              "claude": { "provider": "claude", "base_url": "https://api.anthropic.com", "enabled": true, "model": "claude-haiku-4-5" },
              "fireworks": { "provider": "fireworks", "enabled": false }
            }
          },
          "wakeword": { "WAKE_WORD_ENABLED": true },
          "SOMETHING_OF_MINE": 1
        }
        """;

    public const string DefaultChat = """
        {
          "settings": { "prompt": "Seaman", "ability": "sailing", "voice": "af_heart", "pitch": 0.98, "speed": 1.3, "spice_enabled": true, "spice_turns": 3,
            "inject_datetime": false, "custom_context": "It rains.", "llm_primary": "claude", "llm_model": "claude-opus-4-5", "memory_scope": "sea" },
          "messages": [
            { "role": "user", "content": "What is the weather in Kiel?", "timestamp": "2026-01-10T20:15:30.123456" },
            { "role": "assistant", "content": "<think>I need a tool.</think>\n\nLet me see.", "tool_calls": [
              { "id": "call_1", "type": "function", "function": { "name": "get_weather", "arguments": "{\"city\":\"Kiel\"}" } } ], "timestamp": "2026-01-10T20:15:31" },
            { "role": "tool", "tool_call_id": "call_1", "name": "get_weather", "content": "8 degrees", "tool_inputs": { "city": "Kiel" }, "timestamp": "2026-01-10T20:15:32" },
            { "role": "assistant", "content": "It is 8 degrees.", "timestamp": "2026-01-10T20:15:33",
              "metadata": { "provider": "claude", "model": "claude-opus-4-5", "duration_seconds": 2.5, "tokens": { "content": 6, "thinking": 4, "total": 10 } } },
            { "role": "user", "content": [ { "type": "text", "text": "And what is this?" }, { "type": "image", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" } ], "timestamp": "2026-01-10T20:16:00" }
          ]
        }
        """;

    public string At(string name) => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    public void Memories(string name, params (string Text, string Time, int Importance, string Scope)[] memories) => Database(name, connection =>
    {
        Execute(connection, "CREATE TABLE memories (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, importance INTEGER DEFAULT 5 CHECK (importance BETWEEN 1 AND 10), keywords TEXT, context TEXT, scope TEXT NOT NULL DEFAULT 'default')");
        Execute(connection, "CREATE TABLE memory_scopes (name TEXT PRIMARY KEY)");
        foreach ((string text, string time, int importance, string scope) in memories)
        {
            Execute(connection, "INSERT INTO memories (content, timestamp, importance, scope) VALUES ($1, $2, $3, $4)", text, time, importance, scope);
        }
    });

    /// <summary>Names scopes in a database that has memories.</summary>
    public void Scopes(string name, params string[] scopes) => Database(name, connection =>
    {
        foreach (string scope in scopes)
        {
            Execute(connection, "INSERT INTO memory_scopes (name) VALUES ($1)", scope);
        }
    });

    public void Chats(string name, params (string Name, string Settings, string Messages)[] chats) => Database(name, connection =>
    {
        Execute(connection, "CREATE TABLE chats (name TEXT PRIMARY KEY, settings TEXT, messages TEXT, updated_at TIMESTAMP)");
        foreach ((string chat, string settings, string messages) in chats)
        {
            Execute(connection, "INSERT INTO chats VALUES ($1, $2, $3, '2026-01-28T10:00:00')", chat, settings, messages);
        }
    });

    /// <summary>Every file and what it holds, to see that nothing was changed.</summary>
    public IReadOnlyList<string> Contents() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) + File.GetLastWriteTimeUtc(path).Ticks : "folder")}"),
    ];

    public void Dispose() => _parent.Delete(recursive: true);

    private void Database(string name, Action<SqliteConnection> fill)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        using SqliteConnection connection = SqliteFile.Open(new(At(name)));
        fill(connection);
    }

    private static void Execute(SqliteConnection connection, string sql, params object[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.ExecuteNonQuery();
    }
}
