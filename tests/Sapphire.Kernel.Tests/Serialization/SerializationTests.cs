using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Kernel.Tests.Serialization;

/// <summary>Serialisers by type, in code and in HOCON, and what goes through them.</summary>
public sealed partial class SerializationTests : Sapphire.Kernel.TestKit.TestKit
{
    private static readonly JsonProtocol Greeter = new JsonProtocol("greeter", 1001, Json.Default).Add<Greet>("greet.1").Add<Animal>("animal.1");

    public SerializationTests()
        : base(new ActorSystemSetup { Serialization = SerializationSetup.Create(Greeter) })
    {
    }

    internal sealed record Greet(string Whom, IActorRef ReplyTo);

    [JsonDerivedType(typeof(Cat), "cat")]
    [JsonDerivedType(typeof(Dog), "dog")]
    internal abstract record Animal;

    internal sealed record Cat(int Lives) : Animal;

    internal sealed record Dog(string Name) : Animal;

    internal sealed record Unknown;

    [JsonSerializable(typeof(Greet))]
    [JsonSerializable(typeof(Animal))]
    internal sealed partial class Json : JsonSerializerContext;

    internal interface IBase;

    internal interface INarrow : IBase;

    internal sealed class Narrow : INarrow;

    internal sealed class Wide : IBase;

    internal sealed class Both : INarrow, IOther;

    internal interface IOther;

    internal class Marking(ActorSystem system) : Serializer(system)
    {
        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => [1];

        public override object FromBinary(byte[] bytes, Type type) => new Narrow();
    }

    internal sealed class MarkingToo(ActorSystem system, Config settings) : Marking(system)
    {
        public override int Identifier => settings.GetInt("id", 0);
    }

    private T Copy<T>(T value)
        where T : notnull
    {
        Serializer serializer = Sys.Serialization.FindSerializerFor(value);
        return (T)Sys.Serialization.Deserialize(Sys.Serialization.Serialize(value), serializer.Identifier, Sapphire.Kernel.Serialization.Serialization.ManifestFor(serializer, value))!;
    }

    [Fact]
    public void Primitive_values_and_bytes_come_back_as_they_were()
    {
        foreach (object value in (object[])["", "text ⚡", 0, int.MinValue, long.MaxValue, 0.1, double.NaN, true, false, TimeSpan.FromTicks(-3), DateTimeOffset.MaxValue, Guid.NewGuid()])
        {
            Copy(value).ShouldBe(value);
        }

        byte[] bytes = [1, 2, 3];
        byte[] copy = Copy(bytes);
        copy.ShouldBe(bytes);
        copy.ShouldNotBeSameAs(bytes);
        Sys.Serialization.Deserialize(Sys.Serialization.Serialize(null), 0, "").ShouldBeNull();
    }

    [Fact]
    public void The_kernels_own_messages_come_back()
    {
        Copy(new Identify(5)).MessageId.ShouldBe(5);
        Copy(new ActorIdentity("a", TestActor)).Subject.ShouldBe(TestActor);
        Copy(new ActorIdentity(null!, null)).Subject.ShouldBeNull();
        Copy(PoisonPill.Instance).ShouldBeSameAs(PoisonPill.Instance);
        Copy(Kill.Instance).ShouldBeSameAs(Kill.Instance);
        Copy(new Status.Success(7L)).Status.ShouldBe(7L);
        var cause = new FormatException("words");
        Copy(new Status.Failure(cause, "state")).Cause.ShouldBeSameAs(cause);

        // Elsewhere an exception is its words and the name of its type.
        using var elsewhere = new Sapphire.Kernel.TestKit.TestKit();
        byte[] bytes = Sys.Serialization.Serialize(new Status.Failure(cause, "state"));
        var failure = (Status.Failure)elsewhere.Sys.Serialization.Deserialize(bytes, 16, "SF")!;
        failure.Cause.ShouldBeOfType<RemoteException>().OriginalType.ShouldBe("System.FormatException");
        failure.Cause.Message.ShouldBe("words");
        failure.State.ShouldBe("state");
    }

    [Fact]
    public void An_unregistered_type_is_an_error_that_names_it()
    {
        Should.Throw<SerializationException>(() => Sys.Serialization.FindSerializerForType(typeof(Unknown))).Message.ShouldContain(typeof(Unknown).ToString());
        Sys.Serialization.HasSerializer(typeof(Unknown)).ShouldBeFalse();
        Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize([], 99_999, "x")).Message.ShouldContain("99999");
        Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize("{}"u8.ToArray(), 1001, "none")).Message.ShouldContain("'none'");
        Should.Throw<SerializationException>(() => Sys.Serialization.Deserialize("nonsense"u8.ToArray(), 1001, "greet.1")).Message.ShouldContain("greet.1");
        Sys.Serialization.FindSerializerForType(typeof(Unknown), "bytes").ShouldBeOfType<ByteArraySerializer>();
    }

    [Fact]
    public void The_most_specific_registration_wins_and_an_ambiguous_one_is_an_error()
    {
        Config config = ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers {
                wide = "{{typeof(Marking).AssemblyQualifiedName}}"
                narrow = "{{typeof(MarkingToo).AssemblyQualifiedName}}"
              }
              serialization-bindings {
                "{{typeof(IBase).FullName}}, Sapphire.Kernel.Tests" = wide
                "{{typeof(INarrow).FullName}}, Sapphire.Kernel.Tests" = narrow
                "{{typeof(IOther).FullName}}, Sapphire.Kernel.Tests" = wide
              }
              serialization-identifiers { "{{typeof(Marking).FullName}}, Sapphire.Kernel.Tests" = 301 }
              serialization-settings.narrow.id = 302
            }
            """);
        using var kit = new Sapphire.Kernel.TestKit.TestKit(config);
        kit.Sys.Serialization.FindSerializerForType(typeof(Wide)).Identifier.ShouldBe(301);
        kit.Sys.Serialization.FindSerializerForType(typeof(Narrow)).Identifier.ShouldBe(302);
        string message = Should.Throw<SerializationException>(() => kit.Sys.Serialization.FindSerializerForType(typeof(Both))).Message;
        message.ShouldContain("MarkingToo for");
        message.ShouldContain(nameof(IOther));
    }

    [Theory]
    [InlineData("serializers.a = \"No.Such, Type\"", "No.Such")]
    [InlineData("serializers.a = \"Sapphire.Kernel.Tests.Serialization.SerializationTests+Marking, Sapphire.Kernel.Tests\"", "serialization-identifiers")]
    [InlineData("serialization-bindings { \"No.Such, Type\" = bytes }", "No.Such")]
    [InlineData("serialization-bindings { \"System.Object\" = none }", "'none'")]
    public void Wrong_settings_are_errors_that_say_where(string hocon, string part)
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit("akka.actor." + hocon);
        Should.Throw<SerializationException>(() => kit.Sys.Serialization).Message.ShouldContain(part);
    }

    [Fact]
    public void Two_serialisers_with_one_number_or_name_are_an_error()
    {
        Should.Throw<ArgumentException>(() => Sys.Serialization.AddSerializer("other", new ByteArraySerializer(Sys))).Message.ShouldContain("4");
        Should.Throw<ArgumentException>(() => new JsonProtocol("x", 100, Json.Default));
        Should.Throw<ArgumentException>(() => Greeter.Add<Greet>("greet.2"));
        Should.Throw<ArgumentException>(() => Greeter.Add<Cat>("greet.1"));
    }

    [Fact]
    public void A_protocol_goes_through_its_context_with_references_by_path()
    {
        Copy(new Greet("x", TestActor)).ShouldBe(new Greet("x", TestActor));
        Copy<Animal>(new Cat(9)).ShouldBe(new Cat(9));
        Copy<Animal>(new Dog("d")).ShouldBe(new Dog("d"));
        string json = System.Text.Encoding.UTF8.GetString(Sys.Serialization.Serialize(new Greet("x", TestActor)));
        json.ShouldContain($"{TestActor.Path}#{TestActor.Path.Uid}");
        Sys.Serialization.FindSerializerFor(new Cat(1)).Identifier.ShouldBe(1001);
    }

    [Fact]
    public async Task A_reference_leads_to_the_same_actor_or_to_the_dead_letters()
    {
        IActorRef actor = ActorOf(Sapphire.Kernel.TestKit.TestActors.SimpleEchoActor.Props(), "a");
        string text = Sapphire.Kernel.Serialization.Serialization.SerializedActorPath(actor);
        text.ShouldBe($"akka://{Sys.Name}/user/a#{actor.Path.Uid}");
        Sys.Serialization.DeserializeActorRef(text).ShouldBeSameAs(actor);
        Sys.Serialization.DeserializeActorRef(text.Split('#')[0]).ShouldBeSameAs(actor);
        Copy(Sys.DeadLetters).ShouldBeSameAs(Sys.DeadLetters);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        IActorRef gone = Sys.Serialization.DeserializeActorRef(text);
        gone.ShouldBe(actor);
        await EventFilter.DeadLetter<string>().ExpectOneAsync(() => gone.Tell("x"));
        Watch(gone);
        ExpectTerminated(gone).ExistenceConfirmed.ShouldBeFalse();

        // The next life of the name is another actor.
        AwaitAssert(() => ActorOf(Sapphire.Kernel.TestKit.TestActors.SimpleEchoActor.Props(), "a"));
        Sys.Serialization.DeserializeActorRef(text).ShouldBe(actor);
        Should.Throw<UriFormatException>(() => Sys.Serialization.DeserializeActorRef("nonsense"));
    }

    private sealed class Greeting : ReceiveActor
    {
        public Greeting() => Receive<Greet>(g => g.ReplyTo.Tell($"hello {g.Whom}"));
    }

    [Fact]
    public async Task The_sender_of_an_Ask_can_be_carried_in_a_message()
    {
        IActorRef greeting = ActorOf<Greeting>();
        (await greeting.Ask<string>(self => new Greet("you", self), TimeSpan.FromSeconds(20), CancellationToken.None)).ShouldBe("hello you");
        using var other = new Sapphire.Kernel.TestKit.TestKit();
        greeting.Tell(new Greet("there", other.TestActor));
        other.ExpectMsg("hello there");
    }

    [Fact]
    public void What_bytes_only_name_is_forgotten_with_its_object()
    {
        for (int i = 0; i < 5_000; i++) Sys.Serialization.Serialize(new Status.Failure(new FormatException()));
        GC.Collect();
        for (int i = 0; i < 5_000; i++) Sys.Serialization.Serialize(new Status.Failure(new FormatException()));
        GC.Collect();
        AwaitCondition(() =>
        {
            GC.Collect();
            for (int i = 0; i < 1_000; i++) Sys.Serialization.Serialize(new Status.Failure(new FormatException()));
            return Sys.Serialization.ProcessObjects.Count < 9_000;
        });
    }

    private sealed class Keeper : ReceiveActor
    {
        public Keeper(IActorRef probe) => ReceiveAny(m => probe.Tell(new Held(m)));
    }

    private sealed record Held(object Message) : INoSerializationVerificationNeeded;

    [Fact]
    public void Each_message_is_delivered_as_a_copy_or_as_it_is_when_marked_local()
    {
        IActorRef probe = TestActor;
        IActorRef keeper = ActorOf(Props.Create(() => new Keeper(probe)));
        var greet = new Greet("x", TestActor);
        keeper.Tell(greet);
        object copy = ExpectMsg<Held>().Message;
        copy.ShouldBe(greet);
        copy.ShouldNotBeSameAs(greet);
        var local = new Held(greet);
        TestActor.Tell(local);
        ExpectMsg<Held>().ShouldBeSameAs(local);

        // Without the exception for tests nothing passes that nobody registered.
        using var strict = new Sapphire.Kernel.TestKit.TestKit(ActorSystem.Create("strict", new ActorSystemSetup { SerializeMessages = true }));
        Should.Throw<SerializationException>(() => strict.TestActor.Tell(new Unknown())).Message.ShouldContain(nameof(Unknown));
        Should.Throw<SerializationException>(() => strict.TestActor.Tell(new List<int>()));
        strict.ExpectNoMsg(1);

        using var off = new Sapphire.Kernel.TestKit.TestKit("akka.actor.serialize-messages = off");
        object original = "text".PadLeft(10);
        off.TestActor.Tell(original);
        off.ExpectMsg<object>().ShouldBeSameAs(original);
    }
}
