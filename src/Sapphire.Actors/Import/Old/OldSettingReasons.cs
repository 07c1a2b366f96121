namespace Sapphire.Actors.Import.Old;

/// <summary>Why an old setting has no place here, and where what it was for is found instead.</summary>
internal static class OldSettingReasons
{
    private const string Devices = "The microphone and the loudspeaker are chosen where one speaks: in the browser, and for a room in sapphire.conf.";
    private const string Recognizer = "Speech is recognised in another way here: choose the recogniser or a service in the settings of speech.";
    private const string Processes = "It is of a process that this program does not have.";
    private const string Wake = "This program does not listen for a wake word.";

    private static readonly (string Begin, string Why)[] Reasons =
    [
        ("API_", Processes),
        ("AUDIO_", Devices),
        ("BUFFER_DURATION", Wake),
        ("CHUNK_SIZE", Wake),
        ("DEBUG_TOOL_CALLING", "What is logged is said by sapphire.log.level."),
        ("FASTER_WHISPER_", Recognizer),
        ("FORCE_THINKING", "How much a model thinks is said by the reasoning effort of its profile."),
        ("FUNCTIONS_ENABLED", "Chats have the tools of their toolset: choose 'none' in the defaults of chats."),
        ("LLM_FALLBACK", "Old versions had one provider here: add it on the page Models."),
        ("LLM_PRIMARY", "Old versions had one provider here: add it on the page Models."),
        ("MODULES_ENABLED", "This program has no modules in Python."),
        ("PLUGINS_ENABLED", "This program has no plugins in Python."),
        ("RECORDER_PREFERRED_DEVICES", Devices),
        ("RECORDER_SAMPLE_RATES", Devices),
        ("RECORDER_BLOCKSIZE_FALLBACKS", Devices),
        ("RECORDER_", "Where a sentence ends is found in another way here: see the settings of listening."),
        ("SESSION_TIMEOUT_DAYS", "How long a login lasts is said by sapphire.web.login.session."),
        ("SETUP_WIZARD_STEP", "There is no wizard to go on with."),
        ("STT_ENABLED", "A microphone is open here only while somebody wants it: there is nothing to switch on."),
        ("STT_HOST", Processes),
        ("STT_SERVER_", Processes),
        ("STT_", Recognizer),
        ("THINKING_PREFILL", "How much a model thinks is said by the reasoning effort of its profile."),
        ("TOOL_HISTORY_MAX_ENTRIES", "Calls of tools are kept in their chats."),
        ("TTS_", Processes),
        ("WAKE", Wake),
        ("WEB_UI_", "Where the page is served is said by sapphire.web in sapphire.conf."),
    ];

    /// <summary>The reason, as a sentence.</summary>
    public static string Why(string key) =>
        Reasons.FirstOrDefault(reason => key.StartsWith(reason.Begin, StringComparison.Ordinal)).Why ?? "Nothing here knows this setting.";
}
