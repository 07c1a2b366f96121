using Sapphire.Cluster.RabbitMq;

namespace Sapphire.Cluster.Tests.RabbitMq;

public sealed class RabbitMqSettingsTests
{
    [Fact]
    public void An_address_says_where_and_who()
    {
        RabbitMqSettings settings = new RabbitMqSettings().WithUri("amqps://me:p%40ss%2Fword@broker.home:5999/my%2Fhost");
        settings.ShouldBe(new() { Host = "broker.home", Port = 5999, Tls = true, User = "me", Password = "p@ss/word", VirtualHost = "my/host" });
        settings.ToString().ShouldBe("amqps://broker.home:5999/my%2Fhost");
        new RabbitMqSettings().WithUri("amqp://broker").Address.ShouldBe("amqp://broker:5672/");
        new RabbitMqSettings().WithUri("amqps://broker").Address.ShouldBe("amqps://broker:5671/");
        $"{settings} {settings with { User = "x" }}".ShouldNotContain("word");
    }

    [Theory]
    [InlineData("http://me:secret@broker")]
    [InlineData("me:secret@broker")]
    [InlineData("amqp://me:secret@broker/a/b")]
    [InlineData("amqp://me:secret@broker?heartbeat=5")]
    [InlineData("")]
    public void A_wrong_address_is_refused_and_not_repeated(string address) =>
        Should.Throw<ArgumentException>(() => new RabbitMqSettings().WithUri(address)).Message.ShouldNotContain("secret");

    [Fact]
    public void What_cannot_work_is_named()
    {
        Should.Throw<ArgumentException>(() => new RabbitMqSettings { Heartbeat = TimeSpan.FromSeconds(1.5) }.Checked()).Message.ShouldContain("heartbeat");
        Should.Throw<ArgumentException>(() => new RabbitMqSettings { CaFile = "/no/such/ca.pem" }.Checked()).Message.ShouldContain("/no/such/ca.pem");
        Should.Throw<ArgumentException>(() => new RabbitMqSettings { CertificateFile = Environment.ProcessPath }.Checked()).Message.ShouldContain("key");
    }
}
