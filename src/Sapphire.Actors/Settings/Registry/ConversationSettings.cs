using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>llm</c>: what a model is sent, and what happens around a reply.</summary>
public static class ConversationSettings
{
    /// <summary>The most messages of a chat that a model is sent, half of them the reader's; 0 for no limit.</summary>
    public static readonly Setting<int> MaxHistory = new("LLM_MAX_HISTORY", SettingCategory.Conversation, 0)
    {
        Title = "Messages of the past",
        Help = "At most so many messages of a chat are sent to a model; the older ones stay in the chat. 0 for as many as fit.",
        Least = 0,
        Most = 10_000,
        Unit = "messages",
    };

    /// <summary>The tokens of a request where the model does not say how many it takes; 0 for no limit.</summary>
    public static readonly Setting<int> ContextLimit = new("CONTEXT_LIMIT", SettingCategory.Conversation, 32_000)
    {
        Title = "Context",
        Help = "How much a model is sent at most, where its own limit is not known: the oldest exchanges are left out first. 0 for no limit.",
        Least = 0,
        Most = 10_000_000,
        Unit = "tokens",
    };

    /// <summary>Whether a new chat gets a title from its model.</summary>
    public static readonly Setting<bool> AutoTitles = new("AUTO_TITLES", SettingCategory.Conversation, true)
    {
        Title = "Titles by the model",
        Help = "After the first reply of a chat its model is asked for a short title. Off, a chat is called by its first words.",
    };

    /// <summary>The longest side of an image that the page sends; 0 for any.</summary>
    public static readonly Setting<int> ImageSide = new("IMAGE_UPLOAD_MAX_WIDTH", SettingCategory.Conversation, 1920)
    {
        Title = "Largest image",
        Help = "An image whose width or height is more is made smaller in the browser before it is sent. 0 keeps its size.",
        Least = 0,
        Most = 16_384,
        Unit = "pixels",
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [MaxHistory, ContextLimit, AutoTitles, ImageSide];
}
