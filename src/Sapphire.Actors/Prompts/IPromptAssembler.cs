namespace Sapphire.Actors.Prompts;

/// <summary>Makes the system prompt of a turn. There is one for everything that asks a model.</summary>
public interface IPromptAssembler
{
    /// <summary>Assembles the prompt of a chat at one moment. The same request gives the same text as long as the library is the same.</summary>
    AssembledPrompt Assemble(PromptRequest request);
}
