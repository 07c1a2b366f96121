using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class ActorPathTests
{
    private static readonly ActorPath Root = new RootActorPath(new Address("akka", "sys"));

    [Theory]
    [InlineData("akka://sys/")]
    [InlineData("akka://sys/user/a/b")]
    [InlineData("akka.tcp://sys@host:4711/user/a")]
    [InlineData("akka.tcp://sys@[::1]:4711/user/a")]
    public void A_path_is_parsed_back_from_its_text(string text) => ActorPath.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("")]
    [InlineData("user/a")]
    [InlineData("/user/a")]
    [InlineData("akka://")]
    [InlineData("a://sys/user")]
    [InlineData("akka.tcp://sys@host/user")]
    [InlineData("akka.tcp://sys@host:x/user")]
    public void What_is_no_path_is_refused(string text)
    {
        ActorPath.TryParse(text, out ActorPath? path).ShouldBeFalse();
        path.ShouldBeNull();
        Should.Throw<UriFormatException>(() => ActorPath.Parse(text));
    }

    [Fact]
    public void A_path_is_built_from_its_root_by_elements()
    {
        ActorPath path = Root / "user" / "a";
        path.ShouldBe(ActorPath.Parse("akka://sys/user/a"));
        (Root / (string[])["user", "", "a"]).ShouldBe(path);
        path.Child("b").ShouldBe(path / "b");
        path.Name.ShouldBe("a");
        path.Depth.ShouldBe(2);
        path.Elements.ShouldBe(["user", "a"]);
        path.Parent.ShouldBe(Root / "user");
        path.Root.ShouldBe(Root);
        path.Address.ShouldBe(new Address("akka", "sys"));
        path.ToStringWithoutAddress().ShouldBe("/user/a");
        ActorPath.FormatPathElements(path.Elements).ShouldBe("user/a");
    }

    [Fact]
    public void The_root_has_no_elements()
    {
        Root.Elements.ShouldBeEmpty();
        Root.Depth.ShouldBe(0);
        Root.Name.ShouldBe("");
        Root.ToString().ShouldBe("akka://sys/");
        Root.ToStringWithoutAddress().ShouldBe("/");
        Root.WithUid(0).ShouldBe(Root);
        Should.Throw<NotSupportedException>(() => Root.WithUid(1));
    }

    [Fact]
    public void An_ancestor_is_found_by_depth_or_by_levels_up()
    {
        ActorPath path = Root / "a" / "b" / "c";
        path.ParentOf(0).ShouldBe(Root);
        path.ParentOf(2).ShouldBe(Root / "a" / "b");
        path.ParentOf(9).ShouldBe(path);
        path.ParentOf(-1).ShouldBe(Root / "a" / "b");
        path.ParentOf(-9).ShouldBe(Root);
    }

    [Fact]
    public void The_incarnation_is_part_of_the_long_text_but_not_of_equality()
    {
        ActorPath path = (Root / "user" / "a").WithUid(7);
        path.Uid.ShouldBe(7);
        path.ToString().ShouldBe("akka://sys/user/a");
        path.ToStringWithUid().ShouldBe("akka://sys/user/a#7");
        path.ToSerializationFormat().ShouldBe("akka://sys/user/a#7");
        ActorPath.Parse("akka://sys/user/a#7").Uid.ShouldBe(7);
        path.ShouldBe(Root / "user" / "a");
        path.GetHashCode().ShouldBe((Root / "user" / "a").GetHashCode());
        path.WithUid(7).ShouldBeSameAs(path);
        (Root / "user" / "a#9").Uid.ShouldBe(9);
    }

    [Fact]
    public void A_local_path_can_be_printed_at_another_address()
    {
        ActorPath path = (Root / "user" / "a").WithUid(7);
        var there = new Address("akka.tcp", "sys", "host", 4711);
        path.ToStringWithAddress(there).ShouldBe("akka.tcp://sys@host:4711/user/a");
        path.ToSerializationFormatWithAddress(there).ShouldBe("akka.tcp://sys@host:4711/user/a#7");
        ActorPath.Parse("akka.tcp://sys@other:1/user/a").ToStringWithAddress(there).ShouldBe("akka.tcp://sys@other:1/user/a");
    }

    [Fact]
    public void Paths_with_other_elements_or_another_address_differ_and_have_an_order()
    {
        (Root / "a").ShouldNotBe(Root / "b");
        (Root / "a").ShouldNotBe(Root / "a" / "a");
        (Root / "a").ShouldNotBe(new RootActorPath(new Address("akka", "other")) / "a");
        (Root / "a" == Root / "a").ShouldBeTrue();
        (Root / "a" != Root / "A").ShouldBeTrue();
        (Root / "a").CompareTo(Root / "b").ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A-_.*$+:@&=,!~';()\"9", true)]
    [InlineData("%20x", true)]
    [InlineData("", false)]
    [InlineData("$a", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("%2", false)]
    [InlineData("%zz", false)]
    [InlineData("ä", false)]
    [InlineData("a#1", false)]
    public void A_name_is_checked(string name, bool valid) => ActorPath.IsValidPathElement(name).ShouldBe(valid);

    [Fact]
    public void Addresses_parse_print_and_know_whether_they_are_local()
    {
        Address local = Address.Parse("akka://sys");
        local.ShouldBe(new Address("akka", "sys"));
        local.HasLocalScope.ShouldBeTrue();
        Address there = Address.Parse("akka.tcp://sys@host:4711/user/a");
        there.ShouldBe(new Address("akka.tcp", "sys", "host", 4711));
        there.HasGlobalScope.ShouldBeTrue();
        there.HostPort().ShouldBe("sys@host:4711");
        Should.Throw<UriFormatException>(() => Address.Parse("nonsense"));
        ActorPath.TryParseAddress("akka://sys/user", out Address? address).ShouldBeTrue();
        address.ShouldBe(local);
    }
}
