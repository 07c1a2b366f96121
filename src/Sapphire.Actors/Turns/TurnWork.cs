using Sapphire.Actors.Context;

namespace Sapphire.Actors.Turns;

/// <summary>What the attempts of one turn have in common.</summary>
/// <param name="Request">What is to be done.</param>
/// <param name="Setup">With what.</param>
/// <param name="Runner">Runs the tools.</param>
/// <param name="Reporter">Hears what happens.</param>
/// <param name="Options">Limits.</param>
/// <param name="Prompts">Makes what models are sent.</param>
/// <param name="Time">The clock.</param>
/// <param name="Started">When the turn began, as the clock's timestamp.</param>
internal sealed record TurnWork(
    TurnRequest Request,
    TurnSetup Setup,
    ToolRunner Runner,
    ITurnReporter Reporter,
    TurnOptions Options,
    PromptServices Prompts,
    TimeProvider Time,
    long Started);
