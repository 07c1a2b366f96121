using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>Changes of prompts and pieces. Each returns when it is stored, and throws <see cref="LibraryException"/> or the errors of storing to change nothing.</summary>
public sealed partial class PromptLibrary
{
    /// <summary>Makes or replaces a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="isNew">True: there must be none of its name yet.</param>
    /// <param name="version">What it must be before (<see cref="PromptVersion"/>); null for anything.</param>
    /// <exception cref="LibraryException">Its name or text cannot be taken; nothing has changed.</exception>
    public void Put(Prompt prompt, bool isNew = false, string? version = null)
    {
        Check(prompt);
        Prompt? there = Current.Prompts.GetValueOrDefault(prompt.Name);
        if (there is not null && isNew)
        {
            throw LibraryException.Taken("prompt", prompt.Name);
        }

        if (there is not null && there.IsAssembled != prompt.IsAssembled)
        {
            throw new LibraryException(LibraryFault.Taken, $"The prompt \"{prompt.Name}\" is {(there.IsAssembled ? "assembled from pieces" : "one text")}, and a name is of one kind only.", "Choose another name, or delete that prompt first.");
        }

        ChangePrompts(prompt.IsAssembled, (prompts, renamed) =>
        {
            if (version is not null && prompts.GetValueOrDefault(prompt.Name) is var now && version != (now is null ? "" : PromptVersion.Of(now)))
            {
                throw LibraryException.Changed("prompt", prompt.Name);
            }

            return (prompts.SetItem(prompt.Name, prompt), renamed.Remove(prompt.Name));
        });
    }

    /// <summary>Deletes a prompt. Chats that use it get the default one.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public void DeletePrompt(string name) =>
        ChangePrompts(Known(name).IsAssembled, (prompts, renamed) => (Without(prompts, name, "prompt"), renamed));

    /// <summary>Renames a prompt. Chats that use it keep it.</summary>
    /// <exception cref="LibraryException">It does not exist, or the name is taken or none.</exception>
    public void RenamePrompt(string name, string to)
    {
        Prompt prompt = Known(name);
        CheckName(to);
        if (name != to && Current.Prompts.ContainsKey(to))
        {
            throw LibraryException.Taken("prompt", to);
        }

        ChangePrompts(prompt.IsAssembled, (prompts, renamed) =>
        {
            Prompt now = prompts.GetValueOrDefault(name) ?? throw LibraryException.NotFound("prompt", name);
            return (prompts.Remove(name).SetItem(to, now with { Name = to }), name == to ? renamed : renamed.Remove(to).SetItem(name, to));
        });
    }

    /// <summary>Copies a prompt; returns the copy.</summary>
    /// <param name="name">The prompt.</param>
    /// <param name="to">The name of the copy; null for the first free one: <c>name 2</c>.</param>
    /// <exception cref="LibraryException">It does not exist, or the name is taken or none.</exception>
    public Prompt DuplicatePrompt(string name, string? to = null)
    {
        Prompt copy = Known(name) with { Name = to ?? Free(name, Current.Prompts.ContainsKey, Prompt.MaxName) };
        Put(copy, isNew: true);
        return copy;
    }

    /// <summary>Makes a prompt of what the assistant has made of one in a chat, with the pieces that it wrote there.</summary>
    /// <param name="name">The name of the new prompt.</param>
    /// <param name="prompt">The prompt that was edited.</param>
    /// <param name="draft">What it has become.</param>
    /// <exception cref="LibraryException">The name is taken or none.</exception>
    public void Keep(string name, Prompt prompt, PromptDraft draft)
    {
        PieceSelection? pieces = draft.Pieces;
        if (Current.Prompts.ContainsKey(name))
        {
            throw LibraryException.Taken("prompt", name);
        }

        CheckName(name);
        foreach (PieceKind kind in pieces is null ? [] : PieceKinds.All)
        {
            foreach (string key in pieces![kind])
            {
                if (draft.Piece(kind, key) is { } text && text != Current.Piece(kind, key))
                {
                    // A piece of the library stays as other prompts have it.
                    string own = Current.Piece(kind, key) is null ? key : Free(key, k => Current.Piece(kind, k) is not null, PieceKinds.MaxKey, "_");
                    PutPiece(kind, own, text, isNew: true);
                    pieces = pieces.Rename(kind, key, own);
                }
            }
        }

        Put(new Prompt(name, draft.Text, pieces, prompt.PrivacyRequired), isNew: true);
    }

    /// <summary>Makes or replaces a piece.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">Its key: a–z, 0–9, underscores.</param>
    /// <param name="text">Its text; may be empty.</param>
    /// <param name="isNew">True: there must be none of that key yet.</param>
    /// <param name="was">What it must be before; null for anything.</param>
    /// <exception cref="LibraryException">Its key or text cannot be taken, or it is another one by now.</exception>
    public void PutPiece(PieceKind kind, string key, string text, bool isNew = false, string? was = null)
    {
        CheckKey(key);
        CheckText(text, "piece");
        _pieces.Update(file =>
        {
            ImmutableSortedDictionary<string, string> texts = file.Pieces[kind];
            return texts.TryGetValue(key, out string? now) && isNew ? throw LibraryException.Taken("piece", key)
                : now == text ? file
                : was is not null && now != was ? throw LibraryException.Changed("piece", key)
                : file with { Pieces = file.Pieces.SetItem(kind, texts.SetItem(key, text)) };
        });
    }

    /// <summary>Deletes a piece. Prompts that name it are assembled without it.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public void DeletePiece(PieceKind kind, string key) => _pieces.Update(file => file with { Pieces = file.Pieces.SetItem(kind, Without(file.Pieces[kind], key, "piece")) });

    /// <summary>Renames a piece, also in the prompts that name it.</summary>
    /// <exception cref="LibraryException">It does not exist, or the key is taken or none.</exception>
    public void RenamePiece(PieceKind kind, string key, string to)
    {
        CheckKey(to);
        _pieces.Update(file =>
        {
            ImmutableSortedDictionary<string, string> texts = file.Pieces[kind];
            string text = texts.GetValueOrDefault(key) ?? throw LibraryException.NotFound("piece", key);
            return key == to ? file
                : texts.ContainsKey(to) ? throw LibraryException.Taken("piece", to)
                : file with
                {
                    Pieces = file.Pieces.SetItem(kind, texts.Remove(key).Add(to, text)),
                    Prompts = file.Prompts.SetItems(file.Prompts.Values.Where(p => p.Pieces![kind].Contains(key)).Select(p => KeyValuePair.Create(p.Name, p with { Pieces = p.Pieces!.Rename(kind, key, to) }))),
                };
        });
    }

    /// <summary>The first name that is free: <c>name 2</c>.</summary>
    internal static string Free(string name, Func<string, bool> taken, int most, string separator = " ")
    {
        for (int n = 2; ; n++)
        {
            string end = $"{separator}{n}";
            string one = (name.Length + end.Length > most ? name[..(most - end.Length)] : name) + end;
            if (!taken(one))
            {
                return one;
            }
        }
    }

    /// <summary>Finds out what is wrong with a prompt.</summary>
    /// <exception cref="LibraryException">Its name or text cannot be taken.</exception>
    internal static void Check(Prompt prompt)
    {
        CheckName(prompt.Name);
        if (!prompt.IsAssembled)
        {
            CheckText(prompt.Text ?? throw LibraryException.Invalid("The text of the prompt is missing."), "prompt");
            return;
        }

        foreach (string key in PieceKinds.All.SelectMany(kind => prompt.Pieces![kind]).Where(static k => k.Length > PieceKinds.MaxKey))
        {
            throw LibraryException.Invalid($"The key of a piece is too long: {key.Length} characters.", $"At most {PieceKinds.MaxKey} are taken.");
        }
    }

    private static void CheckName(string name)
    {
        if (Prompt.NameProblem(name) is { } problem)
        {
            throw LibraryException.Invalid(problem, "Choose another name.");
        }
    }

    private static void CheckKey(string key)
    {
        if (key.Length == 0 || PieceKinds.KeyOf(key) != key)
        {
            string better = PieceKinds.KeyOf(key);
            throw LibraryException.Invalid($"The key of a piece has 1 to {PieceKinds.MaxKey} characters of a–z, 0–9 and single underscores.", better.Length > 0 ? $"Take \"{better}\"." : "");
        }
    }

    private static void CheckText(string text, string what)
    {
        if (text.Length > Prompt.MaxText)
        {
            throw LibraryException.Invalid($"The {what} has {text.Length:N0} characters; at most {Prompt.MaxText:N0} are taken.", "Shorten it.");
        }
    }

    private static ImmutableSortedDictionary<string, T> Without<T>(ImmutableSortedDictionary<string, T> map, string key, string what)
    {
        ImmutableSortedDictionary<string, T> less = map.Remove(key);
        return ReferenceEquals(less, map) ? throw LibraryException.NotFound(what, key) : less;
    }

    private Prompt Known(string name) => Current.Prompts.GetValueOrDefault(name) ?? throw LibraryException.NotFound("prompt", name);

    private void ChangePrompts(bool assembled, Func<ImmutableSortedDictionary<string, Prompt>, ImmutableDictionary<string, string>, (ImmutableSortedDictionary<string, Prompt> Prompts, ImmutableDictionary<string, string> Renamed)> change)
    {
        if (assembled)
        {
            _pieces.Update(file => change(file.Prompts, file.Renamed) is var (prompts, renamed) && (prompts != file.Prompts || renamed != file.Renamed) ? file with { Prompts = prompts, Renamed = renamed } : file);
        }
        else
        {
            _monoliths.Update(file => change(file.Prompts, file.Renamed) is var (prompts, renamed) && (prompts != file.Prompts || renamed != file.Renamed) ? new(prompts, renamed) : file);
        }
    }
}
