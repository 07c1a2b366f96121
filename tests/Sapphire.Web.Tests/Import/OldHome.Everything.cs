namespace Sapphire.Web.Tests.Import;

/// <summary>What later versions of the former Sapphire kept too.</summary>
internal sealed partial class OldHome
{
    /// <summary>A picture of one pixel.</summary>
    public const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>A folder with everything that the inventory of such folders names.</summary>
    public static OldHome Everything()
    {
        OldHome home = Full();
        home.Write("user/settings.json", AllSettings);
        home.Write("user/settings.example.json", "{}");
        home.Write("user/settings/chat_defaults.json", """
            { "prompt": "Seaman", "ability": "sailing", "voice": "af_heart", "pitch": 0.98, "speed": 1.2, "spice_enabled": true, "spice_turns": 3,
              "inject_datetime": false, "custom_context": "", "llm_primary": "auto", "llm_model": "" }
            """);
        home.Write("user/settings/strange.json", "{}");
        home.Write("user/toolsets/toolsets.json", """
            {"_comment":"x","sailing":{"functions":["save_memory","get_recent_memories","get_wikipedia"]},"abroad":{"functions":["web_search","get_website"]},
             "broken":{"functions":"all"},"default":{"functions":["view_prompt"]}}
            """);
        home.Write("user/prompts/prompt_monoliths.json", """{"_comment":"x","Old friend":"You are {ai_name}, an old friend of {user_name}.","Secret":{"content":"Between us.","privacy_required":true},"No text":7}""");
        home.Write("user/prompts/prompt_pieces.json", """
            {"components":{"persona":{"sailor":"You are a sailor."},"location":{"harbour":"in a harbour","nowhere":""},"goals":{"calm":"Stay calm."},"emotions":{"glad":"glad"},"weather":{"rain":"It rains."}},
             "scenario_presets":{"Seaman":{"persona":"sailor","location":"harbour","relationship":"","goals":"calm","format":"","scenario":"default","extras":[],"emotions":["glad","missing"]},
                                 "Private seaman":{"persona":"sailor","privacy_required":true}}}
            """);
        home.Write("user/prompts/alone.json", """{"name":"Alone","type":"monolith","content":"You are alone.","privacy_required":true}""");
        home.Write("user/prompts/damaged.json", "{\n\"name\": \"Dam");
        home.Write("user/prompts/notes.txt", "notes");
        home.Write("user/personas/personas.json", """
            { "captain": { "name": "The captain", "tagline": "Knows the sea.", "avatar": "captain.png",
                           "settings": { "prompt": "Seaman", "toolset": "sailing", "voice": "bm_george", "speed": 1.1, "pitch": 0.9, "spice_enabled": true, "spice_turns": 4,
                                         "llm_primary": "claude", "llm_model": "claude-opus-4-5", "memory_scope": "sea", "trim_color": "#336699", "goal_scope": "boats" } },
              "nobody": 7 }
            """);
        home.Picture("user/personas/avatars/captain.png");
        home.Picture("user/public/avatars/user.png");
        home.Picture("user/public/avatars/user.jpg");
        home.Write("user/public/avatars/assistant.webp", "no picture");
        home.Picture("user/public/holiday.png");
        home.Write("user/history/harbour_talk.json", $$"""
            { "settings": { "prompt": "gone", "ability": "memory", "voice": "af_sky", "persona": "captain", "llm_primary": "claude", "state_engine_enabled": true, "state_preset": "none", "goal_scope": "none" },
              "messages": [
                { "role": "user", "content": [ { "type": "text", "text": "Look." }, { "type": "image_url", "image_url": { "url": "data:image/png;base64,{{Pixel}}" } } ], "timestamp": "2026-01-20T10:00:00" },
                { "role": "assistant", "content": "A pixel.", "timestamp": "2026-01-20T10:00:01" },
                { "role": "user", "content": [ { "type": "image", "source": { "type": "base64", "media_type": "image/jpeg", "data": "bm8gcGljdHVyZQ==" } } ], "timestamp": "2026-01-20T10:01:00" },
                { "role": "assistant", "content": "Nothing. <<IMG::abc>>", "timestamp": "2026-01-20T10:01:01" } ] }
            """);
        home.Write("user/history/tools/chat_tool_history.json", "[]");
        home.Write("user/history/readme.md", "mine");
        foreach (string folder in (string[])["functions/mine.py", "plugins/x/x.py", "modules/x.py", "webui/plugins.json", "wakeword/models/x.onnx", "continuity/tasks.json", "state_presets/x.json", "ssl/cert.pem", "story_presets/x.json", "strange.bin"])
        {
            home.Write("user/" + folder, "x");
        }

        home.Database("user/knowledge.db", static connection => Execute(connection, "CREATE TABLE pages (text TEXT)"));
        return home;
    }

    /// <summary>Every key that some version had.</summary>
    public const string AllSettings = """
        {
          "identity": { "DEFAULT_USERNAME": "Ann", "DEFAULT_AI_NAME": "Box", "AVATARS_IN_CHAT": false },
          "network": { "SOCKS_ENABLED": false, "SOCKS_HOST": "127.0.0.1", "SOCKS_PORT": 9050, "SOCKS_TIMEOUT": 5.5 },
          "features": { "MODULES_ENABLED": true, "PLUGINS_ENABLED": true, "FUNCTIONS_ENABLED": true },
          "backups": { "BACKUPS_ENABLED": false, "BACKUPS_KEEP_DAILY": 3, "BACKUPS_KEEP_WEEKLY": 2, "BACKUPS_KEEP_MONTHLY": 1, "BACKUPS_KEEP_MANUAL": 99 },
          "audio": { "AUDIO_INPUT_DEVICE": null, "AUDIO_OUTPUT_DEVICE": 2, "AUDIO_SAMPLE_RATES": [44100], "AUDIO_BLOCKSIZE_FALLBACKS": [1024], "AUDIO_PREFERRED_DEVICES_LINUX": ["pulse"], "AUDIO_PREFERRED_DEVICES_WINDOWS": ["default"] },
          "wakeword": { "WAKE_WORD_ENABLED": true, "CHUNK_SIZE": 1280, "BUFFER_DURATION": 0.5, "WAKEWORD_MODEL": "x", "WAKEWORD_THRESHOLD": 0.6, "WAKEWORD_FRAMEWORK": "onnx", "WAKE_TONE_DURATION": 0.1, "WAKE_TONE_FREQUENCY": 440 },
          "stt": { "STT_ENABLED": true, "STT_ENGINE": "faster_whisper", "STT_MODEL_SIZE": "base.en", "STT_LANGUAGE": "en", "STT_HOST": "localhost", "STT_SERVER_PORT": 5050,
                   "FASTER_WHISPER_CUDA_DEVICE": 0, "FASTER_WHISPER_DEVICE": "cpu", "FASTER_WHISPER_COMPUTE_TYPE": "int8", "FASTER_WHISPER_BEAM_SIZE": 7, "FASTER_WHISPER_NUM_WORKERS": 8,
                   "FASTER_WHISPER_VAD_FILTER": true, "FASTER_WHISPER_VAD_PARAMETERS": { "threshold": 0.5 } },
          "recorder": { "RECORDER_CHUNK_SIZE": 1024, "RECORDER_CHANNELS": 1, "RECORDER_SILENCE_THRESHOLD": 0.0025, "RECORDER_SILENCE_DURATION": 1.5, "RECORDER_SPEECH_DURATION": 0.2, "RECORDER_LEVEL_HISTORY_SIZE": 15,
                        "RECORDER_BACKGROUND_PERCENTILE": 32, "RECORDER_NOISE_MULTIPLIER": 1.1, "RECORDER_MAX_SECONDS": 20, "RECORDER_BEEP_WAIT_TIME": 0.15, "RECORDER_NO_SPEECH_TIMEOUT": 3.0,
                        "RECORDER_SAMPLE_RATES": [16000], "RECORDER_BLOCKSIZE_FALLBACKS": [512], "RECORDER_PREFERRED_DEVICES": ["default"], "RECORDER_PREFERRED_DEVICES_LINUX": ["pulse"], "RECORDER_PREFERRED_DEVICES_WINDOWS": ["default"] },
          "tts": { "TTS_ENABLED": true, "TTS_SERVER_HOST": "0.0.0.0", "TTS_SERVER_PORT": 5012, "TTS_PRIMARY_SERVER": "http://localhost:5012", "TTS_FALLBACK_SERVER": "http://127.0.0.1:5012", "TTS_FALLBACK_TIMEOUT": 0.2 },
          "server": { "WEB_UI_HOST": "0.0.0.0", "WEB_UI_PORT": 8073, "WEB_UI_SSL_ADHOC": true, "API_HOST": "127.0.0.1", "API_PORT": 8071 },
          "llm": {
            "LLM_MAX_HISTORY": 30, "CONTEXT_LIMIT": 16000, "LLM_REQUEST_TIMEOUT": 240.0, "LLM_FALLBACK_ORDER": ["claude", "lmstudio"],
            "FORCE_THINKING": true, "THINKING_PREFILL": "<think>", "CLAUDE_THINKING_ENABLED": true, "CLAUDE_THINKING_BUDGET": 8000, "IMAGE_UPLOAD_MAX_WIDTH": 1024,
            "LLM_PROVIDERS": {
              "lmstudio": { "provider": "lmstudio", "base_url": "http://127.0.0.1:4321/v1", "enabled": true, "model": "", "generation_params": { "temperature": 0.4, "max_tokens": 512 } },
              "claude": { "provider": "claude", "base_url": "https://api.anthropic.com", "enabled": true, "model": "claude-haiku-4-5", "api_key_env": "MY_CLAUDE_KEY" },
              "fireworks": { "provider": "fireworks", "enabled": false, "generation_params": { "temperature": 0.1 } },
              "openai": { "provider": "openai", "enabled": false, "api_key_env": "PATH" }
            },
            "MODEL_GENERATION_PROFILES": {
              "__fallback__": { "temperature": 0.7, "top_p": 0.9, "max_tokens": 4096, "presence_penalty": 0.1, "frequency_penalty": 0.1 },
              "claude-opus-4-5": { "temperature": 0.65, "top_p": 0.85, "max_tokens": 8192, "presence_penalty": 0.0, "frequency_penalty": 0.0, "mirostat": 2 },
              "wild": { "temperature": 9 }, "odd": 7
            },
            "GENERATION_DEFAULTS": { "temperature": 0.2, "top_k": 40 },
            "LLM_PRIMARY": { "base_url": "http://x" }, "LLM_FALLBACK": {}
          },
          "tools": { "TOOL_HISTORY_MAX_ENTRIES": 5, "MAX_TOOL_ITERATIONS": 6, "MAX_PARALLEL_TOOLS": 2, "DEBUG_TOOL_CALLING": false },
          "auth": { "SESSION_TIMEOUT_DAYS": 30 },
          "setup": { "SETUP_WIZARD_STEP": 4 },
          "privacy": { "START_IN_PRIVACY_MODE": true, "PRIVACY_NETWORK_WHITELIST": ["127.0.0.1", "10.0.0.0/8"] },
          "SOMETHING_OF_MINE": 1
        }
        """;

    private void Picture(string name)
    {
        Write(name, "");
        File.WriteAllBytes(At(name), Convert.FromBase64String(Pixel));
    }
}
