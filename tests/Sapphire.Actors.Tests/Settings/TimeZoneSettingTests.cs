using Microsoft.Extensions.AI;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Tests.Settings;

/// <summary>The tools tell the time of the place that the settings name.</summary>
public sealed class TimeZoneSettingTests
{
    [Fact]
    public async Task A_changed_time_zone_counts_for_the_next_call_of_a_tool()
    {
        await using RoomHarness harness = await RoomHarness.StartAsync();
        IToolbox toolbox = harness.Assistant.Get<IToolbox>();
        harness.Settings.Update(static s => s.With(IdentitySettings.TimeZone, "Asia/Tokyo"));
        (await AskAsync(toolbox)).ShouldContain("Asia/Tokyo");
        harness.Settings.Update(static s => s.With(IdentitySettings.TimeZone, "UTC"));
        (await AskAsync(toolbox)).ShouldContain("UTC");
    }

    private static async Task<string> AskAsync(IToolbox toolbox)
    {
        AIFunction tool = toolbox.ToolsFor(new ToolContext(ChatId.New(TimeProvider.System), TurnId.New(TimeProvider.System))).Single(static t => t.Name == ToolNames.GetTime);
        return (await tool.InvokeAsync(new(new Dictionary<string, object?>(StringComparer.Ordinal)), TestContext.Current.CancellationToken))!.ToString()!;
    }
}
