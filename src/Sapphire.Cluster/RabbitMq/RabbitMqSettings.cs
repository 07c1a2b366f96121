using System.Globalization;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>Where the broker is and how to get in. Its text holds no password.</summary>
public sealed record RabbitMqSettings
{
    /// <summary>The name of the broker's machine.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Its port: 5672, and 5671 with TLS, unless given.</summary>
    public int? Port { get; init; }

    /// <summary>The virtual host.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary>The user.</summary>
    public string User { get; init; } = "guest";

    /// <summary>The password.</summary>
    public string Password { get; init; } = "guest";

    /// <summary>Whether TLS is spoken.</summary>
    public bool Tls { get; init; }

    /// <summary>A PEM file with the certificate authorities that may have signed the broker's certificate; null for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>A PEM file with this node's certificate, where the broker asks for one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with its private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// How often both sides say that they are there, in whole seconds. A frozen owner is noticed by the broker after 2 to 3 of them, and
    /// by itself after 1.5.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an attempt to connect may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The address without user and password.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "amqps" : "amqp")}://{Host}:{EffectivePort}/{(VirtualHost == "/" ? "" : Uri.EscapeDataString(VirtualHost))}");

    internal int EffectivePort => Port ?? (Tls ? 5671 : 5672);

    /// <summary>From <c>amqp://user:password@host:port/vhost</c>, or <c>amqps://…</c> for TLS. What it does not say stays as it is here.</summary>
    /// <exception cref="ArgumentException">It is no such address; the message does not repeat it, for it may hold a password.</exception>
    public RabbitMqSettings WithUri(string uri)
    {
        if (!System.Uri.TryCreate(uri, UriKind.Absolute, out System.Uri? parsed) || parsed.Scheme is not ("amqp" or "amqps") || parsed.Host.Length == 0 || parsed.Query.Length > 0 || parsed.AbsolutePath.LastIndexOf('/') > 0)
        {
            throw new ArgumentException("The address of the broker must be amqp://host, amqp://user:password@host:5672/vhost, or amqps://… for TLS. (It is not shown here: it may hold a password.)", nameof(uri));
        }

        string[] who = parsed.UserInfo.Split(':', 2);
        return this with
        {
            Host = parsed.Host,
            Port = parsed.IsDefaultPort || parsed.Port < 0 ? Port : parsed.Port,
            Tls = parsed.Scheme == "amqps",
            User = who[0].Length > 0 ? System.Uri.UnescapeDataString(who[0]) : User,
            Password = who.Length > 1 ? System.Uri.UnescapeDataString(who[1]) : Password,
            VirtualHost = parsed.AbsolutePath.Length > 1 ? System.Uri.UnescapeDataString(parsed.AbsolutePath[1..]) : VirtualHost,
        };
    }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the setting.</exception>
    public RabbitMqSettings Checked()
    {
        if (Heartbeat < TimeSpan.FromSeconds(1) || Heartbeat > TimeSpan.FromSeconds(60) || Heartbeat.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentException($"The heartbeat is {Heartbeat}; it must be whole seconds from 1 to 60. With more than 3 a frozen owner is noticed late.");
        }

        foreach (string? file in (string?[])[CaFile, CertificateFile, KeyFile])
        {
            if (file is not null && !File.Exists(file)) throw new ArgumentException($"There is no file '{file}', which the settings of the broker name.");
        }

        if ((CertificateFile is null) != (KeyFile is null)) throw new ArgumentException("A certificate for the broker needs both its file and the file of its key.");
        return this;
    }

    /// <summary>The address without user and password.</summary>
    public override string ToString() => Address;
}
