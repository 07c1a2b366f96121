using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant;

/// <summary>What people can say to the built-in assistant, for a page that lists what the basic voice understands.</summary>
public static class CommandExamples
{
    /// <summary>The groups, the most used first.</summary>
    public static ImmutableArray<CommandGroup> All { get; } =
    [
        new("Time and date", ["What time is it?", "What time is it in Tokyo?", "What's today's date?", "How many days until Christmas?", "What day is March first?"]),
        new("Timers and alarms", ["Set a timer for ten minutes", "Set a tea timer for four minutes", "How much time is left?", "Wake me up at seven in the morning", "Cancel the timer"]),
        new("Reminders", ["Remind me in twenty minutes to check the oven", "Remind me to call mom at five pm", "Remind me tomorrow at nine am to take my medicine"]),
        new("Sums", ["What is twelve times nine?", "What is fifteen percent of eighty?", "What is the square root of one hundred and forty four?"]),
        new("Units", ["Convert five miles to kilometers", "How many ounces are in a pound?", "What is seventy degrees fahrenheit in celsius?"]),
        new("Memory", ["Remember that my locker code is four three one two", "What is my locker code?", "Forget my locker code", "What do you remember?"]),
        new("And also", ["Tell me a joke", "What can you do?", "Who are you?", "Thank you"]),
    ];
}
