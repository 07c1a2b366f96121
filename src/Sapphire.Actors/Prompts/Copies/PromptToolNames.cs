namespace Sapphire.Actors.Prompts.Copies;

/// <summary>The names of the tools for the assistant's own prompt.</summary>
public static class PromptToolNames
{
    /// <summary>Shows a prompt.</summary>
    public const string View = "view_prompt";

    /// <summary>Lists pieces.</summary>
    public const string List = "list_pieces";

    /// <summary>Replaces the text.</summary>
    public const string Edit = "edit_prompt";

    /// <summary>Puts a piece in.</summary>
    public const string Set = "set_piece";

    /// <summary>Takes a piece out.</summary>
    public const string Remove = "remove_piece";

    /// <summary>Writes a piece.</summary>
    public const string Create = "create_piece";

    /// <summary>Takes the last change back.</summary>
    public const string Undo = "undo_prompt_edit";
}
