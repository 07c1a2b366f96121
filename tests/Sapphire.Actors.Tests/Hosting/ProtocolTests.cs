using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.RegularExpressions;
using Sapphire.Actors.Chat;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Operations;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>Every message of every actor either has a serialiser and survives it, or says that it never leaves its process.</summary>
public sealed partial class ProtocolTests : IAsyncDisposable
{
    private static readonly Assembly[] Product = [typeof(ActorSystem).Assembly, typeof(Persistence.Persistence).Assembly, typeof(ShardRegion).Assembly, typeof(AssistantServices).Assembly];

    private readonly HashSet<Type> _within = [];
    private readonly ActorSystem _system = ActorSystem.Create("protocols", new ActorSystemSetup { Serialization = AssistantProtocols.Setup });

    [Fact]
    public void Every_message_has_a_serialiser_or_is_local()
    {
        Type[] messages = [.. Messages()];
        messages.Length.ShouldBeGreaterThan(80);
        messages.ShouldContain(typeof(Say));
        messages.Where(m => !IsLocal(m) && !_system.Serialization.HasSerializer(m)).Select(m => m.FullName).ShouldBeEmpty();
        messages.Where(m => IsLocal(m) && _system.Serialization.HasSerializer(m) && m.Assembly != typeof(ActorSystem).Assembly).Select(m => m.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Every_registered_message_survives_its_serialiser()
    {
        Type[] registered = [.. new[] { AssistantProtocols.Chat, AssistantProtocols.Schedule, AssistantProtocols.Rooms, ClusterSpeechProtocol.Jobs, OperatorProtocol.Protocol }.SelectMany(static protocol => protocol.Manifests.Values).SelectMany(Concrete).Distinct()];
        registered.Length.ShouldBeGreaterThan(25);
        foreach (Type type in registered)
        {
            object message = Sample(type);
            Serializer serializer = _system.Serialization.FindSerializerFor(message);
            byte[] bytes = _system.Serialization.Serialize(message);
            object copy = _system.Serialization.Deserialize(bytes, serializer.Identifier, Serialization.ManifestFor(serializer, message))!;
            copy.ShouldBeOfType(type);
            _system.Serialization.Serialize(copy).ShouldBe(bytes, type.ToString());

            // What is in no member of the JSON would be lost in silence.
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanWrite))
            {
                (property.GetValue(copy) is null).ShouldBe(property.GetValue(message) is null, $"{type}.{property.Name}");
            }
        }
    }

    [Fact]
    public void An_envelope_carries_its_message_through_the_serialiser_of_that()
    {
        var say = (Say)Sample(typeof(Say));
        Serializer serializer = _system.Serialization.FindSerializerForType(typeof(ShardingEnvelope));
        byte[] bytes = _system.Serialization.Serialize(new ShardingEnvelope("chät", say));
        _system.Serialization.Deserialize(bytes, serializer.Identifier, "E").ShouldBe(new ShardingEnvelope("chät", say));
        Should.Throw<SerializationException>(() => _system.Serialization.Deserialize(bytes[..6], serializer.Identifier, "E"));
        Should.Throw<SerializationException>(() => _system.Serialization.Serialize(new ShardingEnvelope("a", StopSession.Instance))).Message.ShouldContain("StopSession");
    }

    public async ValueTask DisposeAsync() => await _system.DisposeAsync();

    private static bool IsLocal(Type type) => typeof(INoSerializationVerificationNeeded).IsAssignableFrom(type);

    private static IEnumerable<Type> Concrete(Type type) => type.IsAbstract ? type.Assembly.GetTypes().Where(t => !t.IsAbstract && type.IsAssignableFrom(t)) : [type];

    // What the sources receive, ask for and tell, found by its name. What the transport gives to its callers is told to no actor.
    private static IEnumerable<Type> Messages()
    {
        ILookup<string, Type> byName = Product.SelectMany(a => a.GetTypes()).Where(t => !t.IsGenericType && !t.IsEnum && (t.Assembly != typeof(ActorSystem).Assembly || (t.IsVisible && t.Namespace != "Sapphire.Kernel.Streams")) && t.Namespace != typeof(WireMessage).Namespace && !typeof(Delegate).IsAssignableFrom(t)).ToLookup(t => t.Name);
        string sources = Path.Combine(Root(), "src");
        return Product.Where(p => p != typeof(ActorSystem).Assembly)
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(sources, p.GetName().Name!), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(f => File.ReadAllText(f))
            .SelectMany(text => Named().Matches(text).SelectMany(m => byName[m.Groups["name"].Value]).Where(t => Sees(text, t)))
            .Where(t => !typeof(ActorBase).IsAssignableFrom(t) && !typeof(IActorRef).IsAssignableFrom(t) && !typeof(Exception).IsAssignableFrom(t))
            .SelectMany(Concrete)
            .Distinct()
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
    }

    // Types of several namespaces may share a name; a file means those that it can see.
    private static bool Sees(string text, Type type) => type.IsNested || text.Contains($"using {type.Namespace};", StringComparison.Ordinal) || Regex.IsMatch(text, $@"^namespace {Regex.Escape(type.Namespace!)}\b", RegexOptions.Multiline, TimeSpan.FromSeconds(5));

    private static string Root([CallerFilePath] string file = "")
    {
        for (string? folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Sapphire.sln"))) return folder;
        }

        throw new DirectoryNotFoundException("The root of the sources is not above this file.");
    }

    // Values for the constructor's parameters, of the kinds that messages are made of; never null, so that nothing can be lost unseen.
    private object Sample(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Sample(inner);
        if (type == typeof(string)) return "text ⚡";
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 8L;
        if (type == typeof(double)) return 1.5;
        if (type == typeof(bool)) return true;
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(1234);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        if (type == typeof(Guid)) return Guid.Parse("01900000-0000-7000-8000-000000000001");
        if (type == typeof(IActorRef)) return _system.DeadLetters;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0)!;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            // A tree ends with its second level.
            Type item = type.GetGenericArguments()[0];
            bool within = !_within.Add(item);
            var items = Array.CreateInstance(item, within ? 0 : 1);
            if (!within)
            {
                items.SetValue(Sample(item), 0);
                _within.Remove(item);
            }

            if (type.IsInstanceOfType(items)) return items;
            return typeof(ImmutableArray).GetMethods().First(m => m.Name == "Create" && m.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(null, [items])!;
        }

        Type concrete = Concrete(type).OrderBy(t => t.Name, StringComparer.Ordinal).First();
        ConstructorInfo constructor = concrete.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);
    }

    [GeneratedRegex(@"(?:\b(?:Receive|ReceiveAsync|Command|CommandAsync|Ask)<|\bTell\(\s*new |\bTell\()(?:[A-Z]\w+\.)*?(?<name>[A-Z]\w+)(?=[>(]|\.Instance)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Named();
}
