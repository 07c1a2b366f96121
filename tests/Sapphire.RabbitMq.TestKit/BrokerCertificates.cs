using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sapphire.RabbitMq.TestKit;

/// <summary>An authority made for one test run, and what it signed: certificates of a broker and of a client, as PEM files.</summary>
internal static class BrokerCertificates
{
    public const string Authority = "ca.pem";
    public const string OtherAuthority = "other-ca.pem";
    public const string Broker = "broker.pem";
    public const string BrokerKey = "broker.key";
    public const string Client = "client.pem";
    public const string ClientKey = "client.key";

    /// <summary>Writes the files into a folder.</summary>
    public static async Task WriteAsync(string folder)
    {
        using X509Certificate2 authority = MakeAuthority("Sapphire test authority");
        using X509Certificate2 other = MakeAuthority("Another test authority");
        await File.WriteAllTextAsync(Path.Combine(folder, Authority), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, OtherAuthority), other.ExportCertificatePem());
        await WriteLeafAsync(authority, "localhost", Path.Combine(folder, Broker), Path.Combine(folder, BrokerKey));
        await WriteLeafAsync(authority, "sapphire", Path.Combine(folder, Client), Path.Combine(folder, ClientKey));
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static async Task WriteLeafAsync(X509Certificate2 authority, string name, string file, string keyFile)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using X509Certificate2 leaf = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(file, leaf.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
