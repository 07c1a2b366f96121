using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>What the client and the broker say, in words that help.</summary>
internal static class RabbitMqErrors
{
    public static ClusterException OfConnecting(Exception error, RabbitMqSettings settings)
    {
        if (error is ClusterException known) return known;
        string where = settings.Address;
        foreach (Exception e in All(error))
        {
            switch (e)
            {
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return new(ClusterError.Refused, $"The broker at {where} refuses the user '{settings.User}' or its password. Set SAPPHIRE_BROKER_USER and SAPPHIRE_BROKER_PASSWORD. (The user 'guest' may only come from the broker's own machine.)", error);
                case AuthenticationException:
                    return new(ClusterError.Tls, $"No TLS with the broker at {where}: {e.Message.TrimEnd('.')}. Set SAPPHIRE_BROKER_CA to the certificate of the authority that signed the broker's, use the name that stands in its certificate, and amqps:// only for its TLS port.", error);
                case CryptographicException:
                    return new(ClusterError.Tls, $"The certificate files for the broker cannot be used: {e.Message}", error);
                case OperationInterruptedException { ShutdownReason: { ReplyCode: 530 or 403 } reason }:
                    return OfEnd(reason, settings);
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return new(ClusterError.Unreachable, $"Nothing listens at {where}. Is RabbitMQ running there, and on this port?", error);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return new(ClusterError.Unreachable, $"There is no machine named '{settings.Host}'. Check the address of the broker.", error);
            }
        }

        string hint = settings.Tls ? "" : " If this is its TLS port, use amqps://.";
        return new(ClusterError.Unreachable, $"No connection to the broker at {where}: {All(error).Last().Message.TrimEnd('.')}.{hint}", error);
    }

    /// <summary>Of a connection that ended. The broker looks at the virtual host only after it has accepted the connection.</summary>
    public static ClusterException OfEnd(ShutdownEventArgs reason, RabbitMqSettings settings) => reason switch
    {
        { ReplyCode: 530 } when reason.ReplyText.Contains("not found", StringComparison.Ordinal) => new(ClusterError.VhostMissing,
            $"The broker has no virtual host '{settings.VirtualHost}'. Make it: rabbitmqctl add_vhost '{settings.VirtualHost}', and give '{settings.User}' permissions in it."),
        { ReplyCode: 530 } => new(ClusterError.Refused,
            $"The user '{settings.User}' may not use the virtual host '{settings.VirtualHost}' of the broker. Give it permissions: rabbitmqctl set_permissions -p '{settings.VirtualHost}' '{settings.User}' '.*' '.*' '.*'"),
        { ReplyCode: 403 } => new(ClusterError.Refused, $"The broker at {settings.Address} refuses the user '{settings.User}': {reason.ReplyText}"),
        _ => new(ClusterError.Unreachable, $"The connection to the broker at {settings.Address} was lost: {reason.ReplyText.TrimEnd('.')}."),
    };

    /// <summary>Of a channel; null where it was closed on purpose or with its connection.</summary>
    public static ClusterException? OfClosing(ShutdownEventArgs? reason, string what) => reason switch
    {
        { Initiator: RabbitMQ.Client.ShutdownInitiator.Peer, ReplyCode: 406 } when reason.ReplyText.Contains("inequivalent", StringComparison.Ordinal) => new(ClusterError.Mismatch,
            $"The queue '{what}' exists with other properties than this node wants ({reason.ReplyText}). Give all nodes the same settings and version; or, when it is empty, delete it: rabbitmqctl delete_queue '{what}'"),
        { Initiator: RabbitMQ.Client.ShutdownInitiator.Peer, ReplyCode: 405 } => new(ClusterError.NameTaken, $"The queue '{what}' is another connection's."),
        { Initiator: RabbitMQ.Client.ShutdownInitiator.Peer, ReplyCode: 403 } => new(ClusterError.Forbidden, $"The broker's user may not use '{what}' ({reason.ReplyText}). Give it permissions to configure, write and read all names that begin with the cluster's prefix."),
        { Initiator: RabbitMQ.Client.ShutdownInitiator.Peer, ReplyCode: 404 or 406 or 540 } => new(ClusterError.Protocol, $"The broker closed a channel over '{what}': {reason.ReplyText}"),
        _ => null,
    };

    /// <summary>Of something done on a channel.</summary>
    public static ClusterException OfChannel(Exception error, string what) => error switch
    {
        ClusterException known => known,
        OperationInterruptedException { ShutdownReason: { } reason } when OfClosing(reason, what) is { } known => known,
        OperationCanceledException or TimeoutException => new(ClusterError.Unreachable,
            $"The broker did not answer about '{what}' in time. It may be overloaded. If others of its queues are well, this one has no leader (3.10 loses it for a queue that is less than a second old when the broker crashes): rabbitmqctl delete_queue '{what}', and it is made anew.", error),
        _ => new(ClusterError.Unreachable, $"The connection to the broker was lost: {error.Message}", error),
    };

    private static IEnumerable<Exception> All(Exception error)
    {
        for (Exception? e = error; e is not null; e = e is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[^1] : e.InnerException) yield return e;
    }
}
