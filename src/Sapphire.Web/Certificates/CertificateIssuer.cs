using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sapphire.Web.Certificates;

/// <summary>Makes the two certificates. Profiles follow RFC 5280; the leaf's 397 days are what browsers accept at most.</summary>
internal static class CertificateIssuer
{
    /// <summary>How long the authority is good.</summary>
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3652);

    /// <summary>How long a leaf is good.</summary>
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(397);

    // Clocks of other machines may be behind ours.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(24);

    /// <summary>A new authority: ECDSA P-256, may sign leaves only.</summary>
    public static X509Certificate2 CreateAuthority(string machine, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName($"Sapphire local authority ({machine[..Math.Min(machine.Length, 32)]}, {now:yyyy-MM-dd})");
        CertificateRequest request = new(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Backdating, now - Backdating + AuthorityLifetime);
    }

    /// <summary>A leaf for the machine's names, signed by <paramref name="authority"/>.</summary>
    public static X509Certificate2 CreateLeaf(X509Certificate2 authority, LocalNames names, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Sapphire", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names.Names)
        {
            alternatives.AddDnsName(name);
        }

        foreach (IPAddress address in names.Addresses)
        {
            alternatives.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        DateTimeOffset from = now - Backdating;
        DateTimeOffset until = from + LeafLifetime;
        DateTimeOffset last = new(authority.NotAfter.ToUniversalTime());
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        using X509Certificate2 leaf = request.Create(authority, Later(from, new(authority.NotBefore.ToUniversalTime())), until < last ? until : last, serial);
        return leaf.CopyWithPrivateKey(key);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
