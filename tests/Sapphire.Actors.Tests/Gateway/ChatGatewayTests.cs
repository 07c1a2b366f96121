using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Gateway;

public sealed class ChatGatewayTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;
    private readonly RestoreChat _command = new(ChatId.New(TimeProvider.System), CommandId.New(TimeProvider.System), default);

    public ChatGatewayTests()
        : this(new ManualTimeProvider())
    {
    }

    private ChatGatewayTests(ManualTimeProvider time)
        : base(TestProtocol.Setup(time)) => _time = time;

    [Fact]
    public async Task A_command_that_was_lost_with_its_session_is_sent_once_more()
    {
        TestProbe region = CreateTestProbe();
        Task<CommandReply> reply = new ChatGateway(new Region(region.Ref)).SendAsync(_command);
        region.ExpectMsg<ShardingEnvelope>().Message.ShouldBe(_command);
        _time.Advance(TimeSpan.FromSeconds(3));
        region.ExpectMsg<ShardingEnvelope>().Message.ShouldBe(_command);
        region.Reply(CommandReply.Done());
        (await reply.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(CommandReply.Done());
    }

    [Fact]
    public async Task A_chat_that_does_not_answer_is_unavailable_after_a_quarter_of_a_minute()
    {
        TestProbe region = CreateTestProbe();
        Task<CommandReply> reply = new ChatGateway(new Region(region.Ref)).SendAsync(_command);
        region.ExpectMsg<ShardingEnvelope>();
        _time.Advance(TimeSpan.FromSeconds(3));
        region.ExpectMsg<ShardingEnvelope>();
        reply.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(12));
        CommandError error = (await reply.WaitAsync(TimeSpan.FromSeconds(30))).Error.ShouldNotBeNull();
        error.Code.ShouldBe("unavailable");
        error.Retryable.ShouldBeTrue();
        region.ExpectNoMsg();
    }

    private sealed class Region(IActorRef actor) : IRequiredActor<ChatSession>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }
}
