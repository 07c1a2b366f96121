using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant;

/// <summary>What the assistant says by itself.</summary>
internal static class Replies
{
    /// <summary>How to get a language model.</summary>
    public const string Connect =
        "No language model is connected: I am the built-in command assistant. To connect a model, start a local server such as LM Studio, Ollama or llama.cpp, open the Models dialog, press Scan, and choose a model; "
        + "or enter the address and the key of any OpenAI-compatible server there.";

    /// <summary>Who it is.</summary>
    public const string Self =
        "I'm Sapphire's built-in command assistant: a program, not a language model. I answer set phrases about the time, timers, notes, sums and units. Connect a language model in the Models dialog for open conversation.";

    /// <summary>What it can do.</summary>
    public const string Help = """
        Here is what I understand without a language model:

        - **Time and date**: "what time is it in Tokyo", "what day is Christmas", "how many days until March 1"
        - **Timers and alarms**: "set a tea timer for 5 minutes", "wake me at 7 AM", "how long is left", "cancel the timer"
        - **Reminders**: "remind me in 20 minutes to check the oven"
        - **Memory**: "remember that my locker code is 4312", "what is my locker code", "forget my locker code"
        - **Sums**: "what is 15 percent of 80", "square root of 144"
        - **Units**: "convert 5 miles to kilometers", "how many ounces in a pound"

        For everything else, connect a language model in the Models dialog.
        """;

    private static readonly string[] Jokes =
    [
        "I asked my timer how it was doing. It said: \"Ask me again in five minutes.\"",
        "Why did the calculator bring an umbrella? It had heard there would be a remainder of rain.",
        "My memory is perfect. I just never remember where I put it.",
        "What did zero say to eight at the tailor's? \"Nice belt, but isn't it tight?\" And eight said: \"At least I have a waist.\"",
        "I converted all my worries into kilometers. Now they are further away.",
        "Why was the alarm clock so unpopular? It only ever spoke up when everybody was asleep.",
    ];

    private static readonly (string[] Words, string Hint)[] Hints =
    [
        (["timer", "timers", "countdown"], "For timers, say \"set a timer for five minutes\", \"how long is left\" or \"cancel the timer\"."),
        (["alarm", "wake"], "For alarms, say \"wake me at 7 AM\" or \"set an alarm for 6:30 tomorrow\"."),
        (["remind", "reminder"], "For reminders, say \"remind me in 20 minutes to check the oven\"."),
        (["convert"], "For units, say \"convert 5 miles to kilometers\"."),
        (["calculate", "plus", "minus", "multiply", "divided"], "For sums, say \"what is 12 times 9\"."),
        (["remember", "forget", "memory"], "For notes, say \"remember that my locker code is 4312\" or \"what is my locker code\"."),
        (["clock", "date", "timezone"], "For the time, say \"what time is it in Tokyo\" or \"what day is Christmas\"."),
    ];

    /// <summary>When nothing was said.</summary>
    public static Plan Empty { get; } = Plan.Say("decline", "I heard nothing that I can act upon. Say \"help\" for what I understand.");

    /// <summary>When it does not understand, or can not help.</summary>
    public static Plan Decline(string text)
    {
        HashSet<string> words = [.. Language.Tokenizer.Tokenize(text.Length <= 1000 ? text : "").Select(t => t.Text)];
        string hint = Hints.FirstOrDefault(h => h.Words.Any(words.Contains)).Hint is { } fitting ? fitting + " " : "";
        return Plan.Say(
            "decline",
            $"I can't help with that, because no language model is connected. {hint}I can tell the time and date, set timers, remember things, calculate and convert units; say \"help\" for examples. To talk about anything else, connect a language model in the Models dialog.");
    }

    /// <summary>A tool that the chat does not offer.</summary>
    public static string Unavailable(string tool) => $"I would need the tool {tool} for that, and it is switched off for this chat.";

    /// <summary>A joke; each turn of a chat gets the next.</summary>
    public static string Joke(int turn) => Jokes[turn % Jokes.Length];
}
