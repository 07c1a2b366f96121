using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>
/// Follows all timers: one that was set is listed, or has one notification, until a person cancels or dismisses it; then it
/// never comes back.
/// </summary>
internal sealed class TimerBook
{
    private readonly HashSet<string> _gone = [];
    private readonly HashSet<string> _fired = [];
    private readonly Dictionary<string, bool> _unsure = [];

    public int Known { get; private set; }

    public int Fired => _fired.Count;

    /// <summary>Compares with what the home shows.</summary>
    /// <param name="home">The home after a restart.</param>
    /// <param name="chats">All chats that were checked against the same server.</param>
    public void Check(HomeView home, IReadOnlyCollection<ChatRecord> chats)
    {
        string[] running = [.. home.Timers.Select(t => t.Id.ToString())];
        string[] notified = [.. home.Notifications.Select(n => n.Id.ToString())];
        running.Concat(notified).ShouldBeUnique("a timer is there twice");
        running.Concat(notified).ShouldAllBe(id => !_gone.Contains(id), "a timer came back");
        running.ShouldAllBe(id => !_fired.Contains(id), "a timer runs again after it fired");
        foreach (string timer in chats.SelectMany(c => c.Timers))
        {
            (_gone.Contains(timer) || _unsure.ContainsKey(timer) || running.Contains(timer) || notified.Contains(timer)).ShouldBeTrue($"the acknowledged timer {timer} is lost");
        }

        foreach ((string timer, _) in _unsure)
        {
            if (!running.Contains(timer) && !notified.Contains(timer))
            {
                _gone.Add(timer);
            }
        }

        _unsure.Clear();
        _fired.UnionWith(notified);
        Known = Math.Max(Known, _gone.Count + running.Length + notified.Length);
    }

    /// <summary>Cancels what runs and dismisses what stands, so that neither grows beyond its limit.</summary>
    public async Task ClearAsync(Person person, HomeView home)
    {
        foreach ((string method, TimerId id) in home.Timers.Where(t => t.DurationSeconds > 60).Select(t => ("CancelTimer", t.Id)).Concat(home.Notifications.Select(n => ("Dismiss", n.Id))))
        {
            _unsure[id.ToString()] = true;
            if ((await person.DoAsync(method, new TimerRequest(Person.NewCommand(), id))).Accepted)
            {
                _unsure.Remove(id.ToString());
                _gone.Add(id.ToString());
            }
        }
    }
}
