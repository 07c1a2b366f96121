using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Turns;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Home;

public sealed class HomeFeedTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public HomeFeedTests()
        : this(new ManualTimeProvider())
    {
    }

    private HomeFeedTests(ManualTimeProvider time)
        : base(TestProtocol.Setup(time)) => _time = time;

    [Fact]
    public void A_question_that_was_lost_is_asked_again()
    {
        TestProbe directory = CreateTestProbe();
        TestProbe schedule = CreateTestProbe();
        IActorRef feed = Sys.ActorOf(HomeFeed.Props(directory.Ref, schedule.Ref, ScriptedModel.Directory(), new()));
        directory.ExpectMsg<GetChats>();
        schedule.ExpectMsg<GetSchedule>();
        schedule.Reply(new ScheduleView([], []));
        feed.Tell(new Subscribe(TestActor));

        // The directory failed with the question, and has been started again.
        ExpectNoMsg();
        _time.Advance(TimeSpan.FromSeconds(1));
        directory.ExpectMsg<GetChats>();
        directory.Reply(new ChatList([]));
        ExpectMsg<HomeSnapshot>();

        // Only what has not been answered.
        _time.Advance(TimeSpan.FromSeconds(5));
        schedule.ExpectNoMsg();
        directory.ExpectNoMsg();
    }
}
