namespace Sapphire.Persistence.Tools;

/// <summary>What an import does with an id that is there already, with other events than the file's.</summary>
public enum ImportMode
{
    /// <summary>Nothing is imported at all.</summary>
    Refuse,

    /// <summary>That id is left as it is.</summary>
    SkipExisting,

    /// <summary>Its events are removed, and the file's take their place.</summary>
    Replace,

    /// <summary>Every id gets another name, made from the file, so that nothing is there already.</summary>
    AsNew,
}
