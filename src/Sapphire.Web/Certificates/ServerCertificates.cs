using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Certificates;

/// <summary>
/// The machine's own authority and the leaf that the https listener shows. The leaf is renewed while the server runs: 30
/// days before its end, and as soon as the machine has a name or an address that is not in it. Handshakes take
/// <see cref="Context"/>, so that a new leaf needs no restart.
/// </summary>
internal sealed partial class ServerCertificates : IDisposable
{
    /// <summary>How long before its end a leaf is replaced.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    // A leaf cannot outlive its authority, so the authority goes when it could not sign a useful one any more.
    private static readonly TimeSpan AuthorityRenewBefore = TimeSpan.FromDays(60);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(1);
    // An interface that comes up raises several events.
    private static readonly TimeSpan AfterAddressChange = TimeSpan.FromSeconds(2);

    private readonly string _authorityFile;
    private readonly string _leafFile;
    private readonly TimeProvider _time;
    private readonly Func<LocalNames> _names;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private X509Certificate2 _authority;
    private volatile Served _served;
    private volatile LocalNames _current;

    private ServerCertificates(HomeFolder home, TimeProvider time, Func<LocalNames> names, ILogger log)
    {
        _authorityFile = Path.Combine(home.SecretsFolder, "authority.pem");
        _leafFile = Path.Combine(home.SecretsFolder, "server.pem");
        _time = time;
        _names = names;
        _log = log;
        _current = names();
        _authority = OpenAuthority();
        _served = OpenLeaf();
        _timer = time.CreateTimer(static o => ((ServerCertificates)o!).Check(), this, CheckEvery, CheckEvery);
        NetworkChange.NetworkAddressChanged += OnAddressChanged;
    }

    /// <summary>Raised after another leaf is served.</summary>
    public event Action? Renewed;

    /// <summary>The machine's names and addresses as of the last check.</summary>
    public LocalNames Names => _current;

    /// <summary>What the next handshake shows.</summary>
    public SslStreamCertificateContext Context => _served.Context;

    /// <summary>The leaf.</summary>
    public X509Certificate2 Leaf => _served.Leaf;

    /// <summary>The authority's certificate, DER, without its key.</summary>
    public byte[] AuthorityDer
    {
        get
        {
            lock (_lock)
            {
                return _authority.RawData;
            }
        }
    }

    /// <summary>Reads what is there and makes what is missing, damaged, or near its end.</summary>
    public static ServerCertificates Open(HomeFolder home, TimeProvider time, Func<LocalNames> names, ILogger log) => new(home, time, names, log);

    /// <summary>Renews what must be renewed now.</summary>
    public void Check()
    {
        try
        {
            LocalNames names = _names();
            lock (_lock)
            {
                _current = names;
                bool newAuthority = EndsWithin(_authority, AuthorityRenewBefore);
                if (newAuthority)
                {
                    _authority = MakeAuthority("it ends soon");
                }

                if (!newAuthority && Unfit(_served.Leaf) is null)
                {
                    return;
                }

                // Handshakes that are under way still use the old one: the collector disposes it.
                _served = MakeLeaf(newAuthority ? "the authority is new" : Unfit(_served.Leaf)!);
            }

            Renewed?.Invoke();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            LogRenewalFailed(_log, e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        _timer.Dispose();
    }

    private void OnAddressChanged(object? sender, EventArgs e) => _timer.Change(AfterAddressChange, CheckEvery);

    private X509Certificate2 OpenAuthority()
    {
        try
        {
            if (CertificateFile.Read(_authorityFile) is not { } found)
            {
                return MakeAuthority("there is none yet");
            }

            return EndsWithin(found, AuthorityRenewBefore) ? MakeAuthority("it ends soon") : found;
        }
        catch (CryptographicException e)
        {
            LogDamaged(_log, _authorityFile, e.Message);
            return MakeAuthority("its file is damaged");
        }
    }

    private Served OpenLeaf()
    {
        try
        {
            X509Certificate2? found = CertificateFile.Read(_leafFile);
            string? why = found is null ? "there is none yet" : Unfit(found);
            return why is null ? new(found!, SslStreamCertificateContext.Create(found!, null, offline: true)) : MakeLeaf(why);
        }
        catch (CryptographicException e)
        {
            LogDamaged(_log, _leafFile, e.Message);
            return MakeLeaf("its file is damaged");
        }
    }

    private X509Certificate2 MakeAuthority(string why)
    {
        X509Certificate2 made = CertificateFile.Usable(CertificateIssuer.CreateAuthority(Environment.MachineName, _time.GetUtcNow()));
        CertificateFile.Write(_authorityFile, made);
        LogMade(_log, "certificate authority", why, made.NotAfter);
        return made;
    }

    private Served MakeLeaf(string why)
    {
        X509Certificate2 made = CertificateFile.Usable(CertificateIssuer.CreateLeaf(_authority, _current, _time.GetUtcNow()));
        CertificateFile.Write(_leafFile, made);
        LogMade(_log, "server certificate", why, made.NotAfter);
        return new(made, SslStreamCertificateContext.Create(made, null, offline: true));
    }

    // Why a leaf must be replaced; null when it need not.
    private string? Unfit(X509Certificate2 leaf)
    {
        if (EndsWithin(leaf, RenewBefore))
        {
            return "it ends soon";
        }

        if (leaf.NotBefore.ToUniversalTime() > _time.GetUtcNow().UtcDateTime)
        {
            return "it is not valid yet";
        }

        X509SubjectAlternativeNameExtension? alternatives = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        HashSet<string> names = new(alternatives?.EnumerateDnsNames() ?? [], StringComparer.OrdinalIgnoreCase);
        HashSet<IPAddress> addresses = [.. alternatives?.EnumerateIPAddresses() ?? []];
        if (!_current.Names.All(names.Contains) || !_current.Addresses.All(addresses.Contains))
        {
            return "the machine has other names or addresses";
        }

        return SignedBy(leaf, _authority) ? null : "another authority signed it";
    }

    private static bool SignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(leaf);
    }

    private bool EndsWithin(X509Certificate2 certificate, TimeSpan time) => certificate.NotAfter.ToUniversalTime() - time <= _time.GetUtcNow().UtcDateTime;

    private sealed record Served(X509Certificate2 Leaf, SslStreamCertificateContext Context);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is damaged and is made anew: {Reason}")]
    private static partial void LogDamaged(ILogger log, string file, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a {What}, since {Why}; it is good until {Until}.")]
    private static partial void LogMade(ILogger log, string what, string why, DateTime until);

    [LoggerMessage(Level = LogLevel.Error, Message = "The server certificate could not be checked or renewed; trying again within the hour.")]
    private static partial void LogRenewalFailed(ILogger log, Exception exception);
}
