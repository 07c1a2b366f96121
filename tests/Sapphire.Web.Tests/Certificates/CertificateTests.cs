using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Web.Certificates;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Certificates;

public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly TestClock _clock = new(DateTimeOffset.UtcNow);
    private LocalNames _names = new(["localhost", "kitchen", "kitchen.local"], [IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("192.0.2.7")]);

    public CertificateTests() => _home.Folder.Create();

    public void Dispose() => _home.Dispose();

    private ServerCertificates Open() => ServerCertificates.Open(_home.Folder, _clock, () => _names, NullLogger.Instance);

    [Fact]
    public async Task TheServedChainIsGoodForEveryNameOnceTheAuthorityIsTrusted()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Names = () => _names });
        using Visitor visitor = server.Local();
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificate(await visitor.Client.GetByteArrayAsync("/certificate/sapphire-ca.crt"));
        authority.HasPrivateKey.ShouldBeFalse();
        foreach (string name in new[] { "localhost", "kitchen", "kitchen.local", "127.0.0.1", "::1", "192.0.2.7" })
        {
            (await HandshakeAsync(server.Host.HttpsPort, name, authority)).ShouldBe(SslPolicyErrors.None, name);
        }

        (await HandshakeAsync(server.Host.HttpsPort, "evil.example", authority)).ShouldBe(SslPolicyErrors.RemoteCertificateNameMismatch);
        using X509Certificate2 stranger = CertificateIssuer.CreateAuthority("stranger", DateTimeOffset.UtcNow);
        (await HandshakeAsync(server.Host.HttpsPort, "localhost", stranger)).ShouldBe(SslPolicyErrors.RemoteCertificateChainErrors);
    }

    [Fact]
    public void ALeafIsShortAndSecretsArePrivate()
    {
        using ServerCertificates certificates = Open();
        (certificates.Leaf.NotAfter - certificates.Leaf.NotBefore).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(397));
        certificates.Leaf.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        foreach (string file in Directory.GetFiles(_home.Folder.SecretsFolder))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }

        File.GetUnixFileMode(_home.Folder.SecretsFolder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void ARestartKeepsBoth()
    {
        using ServerCertificates first = Open();
        using ServerCertificates second = Open();
        second.Leaf.Thumbprint.ShouldBe(first.Leaf.Thumbprint);
        second.AuthorityDer.ShouldBe(first.AuthorityDer);
    }

    [Fact]
    public void TheLeafRenewsThirtyDaysBeforeItsEndWhileTheServerRuns()
    {
        using ServerCertificates certificates = Open();
        string first = certificates.Leaf.Thumbprint;
        _clock.Advance(TimeSpan.FromDays(365));
        certificates.Leaf.Thumbprint.ShouldBe(first);
        _clock.Advance(TimeSpan.FromDays(2));
        certificates.Leaf.Thumbprint.ShouldNotBe(first);
        certificates.Leaf.NotAfter.ToUniversalTime().ShouldBeGreaterThan(_clock.GetUtcNow().UtcDateTime.AddDays(390));
        certificates.Context.TargetCertificate.Thumbprint.ShouldBe(certificates.Leaf.Thumbprint);
        using ServerCertificates next = Open();
        next.Leaf.Thumbprint.ShouldBe(certificates.Leaf.Thumbprint);
    }

    [Fact]
    public void ALeafNeverOutlivesItsAuthorityWhichIsReplacedInTime()
    {
        using ServerCertificates certificates = Open();
        byte[] authority = certificates.AuthorityDer;
        bool replaced = false;
        for (int day = 0; day < 3700; day += 20)
        {
            _clock.Advance(TimeSpan.FromDays(20));
            using X509Certificate2 current = X509CertificateLoader.LoadCertificate(certificates.AuthorityDer);
            certificates.Leaf.NotAfter.ShouldBeLessThanOrEqualTo(current.NotAfter);
            certificates.Leaf.NotAfter.ToUniversalTime().ShouldBeGreaterThan(_clock.GetUtcNow().UtcDateTime);
            replaced |= !certificates.AuthorityDer.AsSpan().SequenceEqual(authority);
        }

        replaced.ShouldBeTrue();
    }

    [Fact]
    public void AnotherAddressRenewsTheLeafAndALostOneDoesNot()
    {
        using ServerCertificates certificates = Open();
        string first = certificates.Leaf.Thumbprint;
        _names = _names with { Addresses = [.. _names.Addresses.Take(2)] };
        certificates.Check();
        certificates.Leaf.Thumbprint.ShouldBe(first);
        _names = _names with { Addresses = [.. _names.Addresses, IPAddress.Parse("192.0.2.8")] };
        _clock.Advance(TimeSpan.FromHours(1));
        certificates.Leaf.Thumbprint.ShouldNotBe(first);
        certificates.Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().ShouldContain(IPAddress.Parse("192.0.2.8"));
    }

    [Theory]
    [InlineData("server.pem")]
    [InlineData("authority.pem")]
    public void ADamagedOrMissingFileIsMadeAnew(string name)
    {
        string thumbprint;
        using (ServerCertificates first = Open())
        {
            thumbprint = first.Leaf.Thumbprint;
        }

        string file = Path.Combine(_home.Folder.SecretsFolder, name);
        string good = File.ReadAllText(file);
        foreach (string? damaged in new[] { null, "", "garbage", good[..(good.Length / 2)], good.Replace('A', 'B') })
        {
            if (damaged is null)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllText(file, damaged);
            }

            using ServerCertificates again = Open();
            again.Leaf.Thumbprint.ShouldNotBe(thumbprint);
            using X509Certificate2 authority = X509CertificateLoader.LoadCertificate(again.AuthorityDer);
            using X509Chain chain = new();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.Build(again.Leaf).ShouldBeTrue();
        }
    }

    [Fact]
    public void AnInterfaceThatGoesWhileTheyAreListedHurtsNobody()
    {
        int reads = 0;
        LocalNames names = LocalNames.Read([], () => ++reads < 3 ? throw new ArgumentException("An invalid IP address was specified.") : [IPAddress.Parse("192.0.2.7")]);
        names.Reachable.ShouldBe([IPAddress.Parse("192.0.2.7")]);
        Should.Throw<IOException>(() => LocalNames.Read([], static () => throw new NetworkInformationException())).InnerException.ShouldBeOfType<NetworkInformationException>();

        // The next look finds them again.
        bool readable = true;
        using ServerCertificates certificates = ServerCertificates.Open(_home.Folder, _clock, () => readable ? _names : throw new IOException("gone"), NullLogger.Instance);
        string thumbprint = certificates.Leaf.Thumbprint;
        readable = false;
        certificates.Check();
        certificates.Names.ShouldBe(_names);
        certificates.Leaf.Thumbprint.ShouldBe(thumbprint);
    }

    private static async Task<SslPolicyErrors> HandshakeAsync(int port, string name, X509Certificate2 authority)
    {
        SslPolicyErrors errors = SslPolicyErrors.None;
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using SslStream stream = new(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            RemoteCertificateValidationCallback = (_, _, _, e) =>
            {
                errors = e;
                return true;
            },
        });
        return errors;
    }
}
