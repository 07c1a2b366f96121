using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using Sapphire.Cluster.Links;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>Connects to RabbitMQ. The client's own recovery is off: it would hide that ownership was lost.</summary>
internal sealed class RabbitMqDriver(RabbitMqSettings settings, string node, TimeProvider clock) : ILinkDriver
{
    // The broker gives a silent owner's shards to others after 2 heartbeats at the earliest, counted from what it heard last, which
    // may be half a heartbeat before what we heard last.
    internal const double Silence = 1.5;

    public async Task<ILinkSession> ConnectAsync(string purpose, CancellationToken cancellationToken)
    {
        Pulse pulse = new(clock);
        Socket? socket = null;
        try
        {
            ConnectionFactory factory = new()
            {
                HostName = settings.Host,
                Port = settings.EffectivePort,
                VirtualHost = settings.VirtualHost,
                UserName = settings.User,
                Password = settings.Password,
                ClientProvidedName = $"sapphire {node} {purpose}",
                RequestedHeartbeat = settings.Heartbeat,
                RequestedConnectionTimeout = settings.ConnectTimeout,
                HandshakeContinuationTimeout = settings.ConnectTimeout,
                ContinuationTimeout = TimeSpan.FromSeconds(10),
                AutomaticRecoveryEnabled = false,
                TopologyRecoveryEnabled = false,
                ConsumerDispatchConcurrency = 1,
                Ssl = Tls(),
                SocketFactory = family =>
                {
                    socket = new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    return new PulsedTcpClient(socket, pulse);
                },
            };
            IConnection connection = await factory.CreateConnectionAsync(cancellationToken);
            pulse.Limit(connection.Heartbeat * Silence);
            return new RabbitMqSession(connection, socket!, pulse, settings, clock);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            socket?.Dispose();
            throw RabbitMqErrors.OfConnecting(e, settings);
        }
    }

    private SslOption Tls()
    {
        if (!settings.Tls) return new();
        SslOption tls = new(settings.Host, enabled: true);
        if (settings.CertificateFile is { } certificate)
        {
            // Through PKCS#12: the key of a PEM file is not usable for TLS on every platform.
            using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(certificate, settings.KeyFile);
            tls.Certs = [X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)];
        }

        if (settings.CaFile is { } file)
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            if (authorities.Count == 0) throw new CryptographicException($"There is no certificate in '{file}'.");
            tls.CertificateValidationCallback = (_, presented, _, errors) => IsTrusted(presented, errors, authorities);
        }

        return tls;
    }

    // The name must fit, and the chain must end at one of the given authorities, whatever the system trusts.
    private static bool IsTrusted(X509Certificate? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (presented is null || (errors | SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.RemoteCertificateChainErrors) return false;
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(presented as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(presented.GetRawCertData()));
    }
}
