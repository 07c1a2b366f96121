using Sapphire.Web.Hosting;

namespace Sapphire.Web.Tests.Hosting;

/// <summary>When memory is given back.</summary>
public sealed class IdleMemoryTests
{
    private static readonly TimeSpan Passed = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, IdleMemory.Enough, true)]
    [InlineData(400, 10 * IdleMemory.Enough, true)]
    [InlineData(0, IdleMemory.Enough - 1, false)]
    [InlineData(600, 10 * IdleMemory.Enough, false)]
    [InlineData(20_000, 10 * IdleMemory.Enough, false)]
    public void It_is_given_back_after_some_work_when_there_is_nothing_to_do(int usedMilliseconds, long allocated, bool due) =>
        IdleMemory.IsDue(TimeSpan.FromMilliseconds(usedMilliseconds), Passed, allocated).ShouldBe(due);

    [Fact]
    public void No_time_has_passed_and_nothing_is_known() => IdleMemory.IsDue(TimeSpan.Zero, TimeSpan.Zero, long.MaxValue).ShouldBeFalse();
}
