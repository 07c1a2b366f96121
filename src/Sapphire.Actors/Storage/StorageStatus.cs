using System.Text.RegularExpressions;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Storage;

/// <summary>Why nothing can be saved now, and what to do: shown while it lasts.</summary>
/// <param name="Reason">For programs: <c>full</c>, <c>read-only</c>, <c>busy</c>, <c>damaged</c>, <c>failing</c>.</param>
/// <param name="Title">For people: one sentence.</param>
/// <param name="Detail">What to do, and what works meanwhile.</param>
/// <param name="Since">When it began.</param>
public sealed partial record StorageStatus(string Reason, string Title, string Detail, DateTimeOffset Since)
{
    /// <summary>What people are told of a problem of the store.</summary>
    public static StorageStatus From(StorageProblem problem)
    {
        (string reason, string title) = problem.Reason switch
        {
            StorageReason.Full => ("full", "The disk is full."),
            StorageReason.ReadOnly => ("read-only", "The disk cannot be written."),
            StorageReason.Busy => ("busy", "Another program holds Sapphire's data."),
            StorageReason.Corrupt => ("damaged", "Sapphire's data is damaged."),
            _ => ("failing", problem.CanRead ? "Sapphire cannot save its data." : "Sapphire cannot reach its data."),
        };

        string meanwhile = problem.CanRead
            ? "Until then chats can be read; what you send is kept here and sent when it is over."
            : "What you send is kept here and sent when it is over.";
        return new(reason, title, $"{ForPeople(problem.Message)} {meanwhile}", problem.Since);
    }

    /// <summary>The message of a failure without the database's own code and words, which are for the log.</summary>
    public static string ForPeople(string message) => DatabaseCode().Replace(message, "");

    [GeneratedRegex(@" \((SQLite|PostgreSQL) [^()]*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DatabaseCode();
}
