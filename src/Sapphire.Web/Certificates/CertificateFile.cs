using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Certificates;

/// <summary>A certificate with its key in one PEM file (0600), so that the two can never be of different pairs.</summary>
internal static class CertificateFile
{
    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="CryptographicException">The file is damaged.</exception>
    public static X509Certificate2? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string pem = File.ReadAllText(path);
        try
        {
            return Usable(X509Certificate2.CreateFromPem(pem, pem));
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    /// <summary>Writes it durably.</summary>
    public static void Write(string path, X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The certificate has no ECDSA key.");
        DurableFile.Write(path, Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"));
    }

    /// <summary>Windows serves no certificate whose key was never in a key store.</summary>
    public static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
