using System.Net.Sockets;
using RabbitMQ.Client;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>The socket of a connection, which tells the pulse of all that is read.</summary>
internal sealed class PulsedTcpClient(Socket socket, Pulse pulse) : TcpClientAdapter(socket)
{
    private readonly Socket _socket = socket;

    public override NetworkStream GetStream() => new PulsedStream(_socket, pulse);

    private sealed class PulsedStream(Socket socket, Pulse pulse) : NetworkStream(socket, ownsSocket: false)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            pulse.Beat();
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
