using Microsoft.Extensions.AI;
using Sapphire.Actors.Home;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>A directory of one model, whose status the test changes.</summary>
internal sealed class LiveModels(IChatClient client) : IModelDirectory
{
    public event Action<ModelStatus>? StatusChanged;

    public ModelStatus Status { get; private set; } = new("Test", "live", BuiltIn: false, string.Empty);

    public ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken) =>
        new([new ModelChoice(selection.Provider ?? "test", "Test", selection.Model ?? "live", client, BuiltIn: false)]);

    public void Change(ModelStatus status)
    {
        Status = status;
        StatusChanged?.Invoke(status);
    }
}
