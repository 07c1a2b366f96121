namespace Sapphire.Actors.Prompts.Meta;

/// <summary>The names of the tools with which the assistant changes its chat and the names of the home.</summary>
public static class MetaToolNames
{
    /// <summary>Gives the chat another prompt.</summary>
    public const string SwitchPrompt = "switch_prompt";

    /// <summary>Clears the chat.</summary>
    public const string ResetChat = "reset_chat";

    /// <summary>Names the assistant.</summary>
    public const string ChangeAiName = "change_ai_name";

    /// <summary>Names the person.</summary>
    public const string ChangeUserName = "change_username";

    /// <summary>Gives the chat another voice.</summary>
    public const string SetVoice = "set_tts_voice";
}
