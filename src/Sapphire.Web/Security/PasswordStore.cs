using System.Security.Cryptography;
using System.Text;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Security;

/// <summary>The password's hash in <see cref="HomeFolder.SecretKeyFile"/>. Read once: deleting the file and restarting reopens the setup.</summary>
internal sealed class PasswordStore : IDisposable
{
    private readonly HomeFolder _home;
    private readonly PasswordHashing _hashing;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile string? _hash;

    private PasswordStore(HomeFolder home, PasswordHashing hashing, string? hash)
    {
        _home = home;
        _hashing = hashing;
        _hash = hash;
    }

    /// <summary>Raised after the password has changed: every login has ended.</summary>
    public event Action? Changed;

    /// <summary>False until the setup.</summary>
    public bool IsSet => _hash is not null;

    /// <summary>Changes with the password; a ticket with another stamp is void. Empty while there is no password.</summary>
    public string Stamp => _hash is { } hash ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)))[..32] : "";

    /// <summary>Reads the hash.</summary>
    /// <exception cref="IOException">The file cannot be read, or holds something else.</exception>
    public static PasswordStore Open(HomeFolder home, PasswordHashing hashing)
    {
        string? hash = null;
        if (File.Exists(home.SecretKeyFile))
        {
            hash = File.ReadAllText(home.SecretKeyFile).Trim();
            if (!PasswordHashing.IsKnown(hash))
            {
                throw new IOException($"{home.SecretKeyFile} is damaged: it holds no password hash. Delete it and start again to set a new password; nothing else is lost.");
            }

            if (PasswordHashing.NeedsMissingLibrary(hash))
            {
                throw new IOException($"{home.SecretKeyFile} holds a bcrypt hash, and this machine has no libxcrypt to check it. Install it (Debian: libcrypt1), or delete the file to set a new password.");
            }
        }

        return new(home, hashing, hash);
    }

    /// <summary>For setting a password whatever the file holds.</summary>
    public static PasswordStore OpenForReplacing(HomeFolder home, PasswordHashing hashing) =>
        new(home, hashing, File.Exists(home.SecretKeyFile) ? "" : null);

    /// <summary>True when this is the password. False while there is none.</summary>
    public async Task<bool> VerifyAsync(string password, CancellationToken cancellationToken) =>
        _hash is { } hash && PasswordRules.Problem(password) is null && await _hashing.VerifyAsync(password, hash, cancellationToken);

    /// <summary>Sets the password durably.</summary>
    /// <returns>True when there was one before.</returns>
    public async Task<bool> SetAsync(string password, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            bool had = IsSet;
            await WriteAsync(password, cancellationToken);
            return had;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sets the first password durably; false when there is one already.</summary>
    public async Task<bool> TrySetFirstAsync(string password, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (IsSet)
            {
                return false;
            }

            await WriteAsync(password, cancellationToken);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(string password, CancellationToken cancellationToken)
    {
        if (PasswordRules.Problem(password) is { } problem)
        {
            throw new ArgumentException(problem, nameof(password));
        }

        string hash = await _hashing.HashAsync(password, cancellationToken);
        DurableFile.Write(_home.SecretKeyFile, Encoding.ASCII.GetBytes(hash + "\n"));
        _hash = hash;
        Changed?.Invoke();
    }
}
