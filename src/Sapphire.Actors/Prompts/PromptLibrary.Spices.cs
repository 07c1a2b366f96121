using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>Changes of spices and personas.</summary>
public sealed partial class PromptLibrary
{
    /// <summary>Makes or replaces a category.</summary>
    /// <exception cref="LibraryException">Its name or a spice cannot be taken, or it exists already and must not.</exception>
    public void PutSpices(string category, SpiceCategory spices, bool isNew = false)
    {
        CheckName(category);
        foreach (string text in spices.Texts)
        {
            CheckSpice(text);
        }

        _spices.Update(all => !all.TryGetValue(category, out SpiceCategory? now) ? all.Add(category, spices)
            : isNew ? throw LibraryException.Taken("category", category)
            : now == spices ? all
            : all.SetItem(category, spices));
    }

    /// <summary>Deletes a category with its spices.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public void DeleteSpices(string category) => _spices.Update(all => Without(all, category, "category"));

    /// <summary>Renames a category.</summary>
    /// <exception cref="LibraryException">It does not exist, or the name is taken or none.</exception>
    public void RenameSpices(string category, string to)
    {
        CheckName(to);
        _spices.Update(all => !all.TryGetValue(category, out SpiceCategory? spices) ? throw LibraryException.NotFound("category", category)
            : category == to ? all
            : all.ContainsKey(to) ? throw LibraryException.Taken("category", to)
            : all.Remove(category).Add(to, spices));
    }

    /// <summary>Switches a category on or off.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public void EnableSpices(string category, bool enabled) => ChangeCategory(category, now => now.Enabled == enabled ? now : now with { Enabled = enabled });

    /// <summary>Adds a spice; makes its category where there is none. Returns its place.</summary>
    /// <exception cref="LibraryException">It is there already, or cannot be taken.</exception>
    public int AddSpice(string category, string text)
    {
        CheckName(category);
        CheckSpice(text);
        int place = 0;
        _spices.Update(all =>
        {
            SpiceCategory now = all.GetValueOrDefault(category) ?? new([], Enabled: true);
            place = now.Texts.Length;
            return now.Texts.Contains(text) ? throw new LibraryException(LibraryFault.Taken, "The category has this very spice already.") : all.SetItem(category, now with { Texts = now.Texts.Add(text) });
        });
        return place;
    }

    /// <summary>Changes a spice, or deletes it.</summary>
    /// <param name="category">Its category.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="text">The new text; null deletes it, and its category with the last one.</param>
    /// <param name="was">What it must be now; null for anything.</param>
    /// <exception cref="LibraryException">It does not exist, is another one by now, or the text cannot be taken.</exception>
    public void ChangeSpice(string category, int index, string? text, string? was = null)
    {
        if (text is not null)
        {
            CheckSpice(text);
        }

        _spices.Update(all =>
        {
            SpiceCategory now = all.GetValueOrDefault(category) ?? throw LibraryException.NotFound("category", category);
            if (index < 0 || index >= now.Texts.Length)
            {
                throw new LibraryException(LibraryFault.NotFound, $"The category \"{category}\" has no spice at place {index}.", "Reload the page.");
            }

            if (was is not null && now.Texts[index] != was)
            {
                throw LibraryException.Changed("category", category);
            }

            ImmutableArray<string> texts = text is null ? now.Texts.RemoveAt(index) : now.Texts.SetItem(index, text);
            return texts.IsEmpty ? all.Remove(category) : all.SetItem(category, now with { Texts = texts });
        });
    }

    /// <summary>Makes or replaces a persona.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="isNew">True: there must be none of its id yet.</param>
    /// <param name="version">What it must be before (<see cref="PromptVersion"/>); null for anything.</param>
    /// <exception cref="LibraryException">It cannot be taken, exists already and must not, or is another one by now.</exception>
    public void Put(Persona persona, bool isNew = false, string? version = null)
    {
        Check(persona);
        _personas.Update(all =>
        {
            Persona? now = all.GetValueOrDefault(persona.Id);
            return now is not null && isNew ? throw LibraryException.Taken("persona", persona.Id)
                : version is not null && version != (now is null ? "" : PromptVersion.Of(now)) ? throw LibraryException.Changed("persona", now?.Name ?? persona.Name)
                : all.SetItem(persona.Id, persona);
        });
    }

    /// <summary>Deletes a persona. Chats to which it was applied keep what it has set.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public void DeletePersona(string id) => _personas.Update(all => Without(all, id, "persona"));

    /// <summary>Copies a persona; returns the copy.</summary>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public Persona DuplicatePersona(string id)
    {
        Persona persona = Current.Personas.GetValueOrDefault(id) ?? throw LibraryException.NotFound("persona", id);
        Persona copy = persona with
        {
            Id = Free(id, Current.Personas.ContainsKey, PersonaRules.MaxId, "-"),
            Name = Free(persona.Name, name => Current.Personas.Values.Any(p => p.Name == name), Prompt.MaxName),
        };
        Put(copy, isNew: true);
        return copy;
    }

    /// <summary>Finds out what is wrong with a persona.</summary>
    /// <exception cref="LibraryException">It cannot be taken.</exception>
    internal static void Check(Persona persona)
    {
        if (PersonaRules.IdProblem(persona.Id) is { } id)
        {
            throw LibraryException.Invalid(id);
        }

        if (string.IsNullOrWhiteSpace(persona.Name) || persona.Name.Length > Prompt.MaxName || persona.Name.Any(char.IsControl))
        {
            throw LibraryException.Invalid($"The name of a persona has 1 to {Prompt.MaxName} characters on one line.");
        }

        if (persona.Description.Length > Persona.MaxDescription)
        {
            throw LibraryException.Invalid($"The description has {persona.Description.Length} characters; at most {Persona.MaxDescription} are taken.", "Shorten it.");
        }

        if (persona.Settings.Problem() is { } problem)
        {
            throw LibraryException.Invalid(problem);
        }
    }

    private static void CheckSpice(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw LibraryException.Invalid("A spice is empty.", "Write a sentence that the assistant is to follow.");
        }

        if (text.Length > SpiceCategory.MaxText)
        {
            throw LibraryException.Invalid($"A spice has {text.Length} characters; at most {SpiceCategory.MaxText} are taken.", "Shorten it.");
        }
    }

    private void ChangeCategory(string category, Func<SpiceCategory, SpiceCategory> change) => _spices.Update(all =>
    {
        SpiceCategory now = all.GetValueOrDefault(category) ?? throw LibraryException.NotFound("category", category);
        SpiceCategory next = change(now);
        return ReferenceEquals(next, now) ? all : all.SetItem(category, next);
    });
}
