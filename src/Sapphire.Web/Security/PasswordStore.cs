using System.Security.Cryptography;
using System.Text;
using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Security;

/// <summary>
/// The password's hash: in the home's <c>secret_key</c>, which is read once, so that deleting the file and restarting reopens the setup;
/// or in a document that all web nodes share, and whose change on one node is in force on all.
/// </summary>
internal sealed class PasswordStore : IDisposable
{
    private readonly IDocument _document;
    private readonly PasswordHashing _hashing;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _takingOver = new();
    private volatile string? _hash;

    private PasswordStore(IDocument document, PasswordHashing hashing, string? hash)
    {
        _document = document;
        _hashing = hashing;
        _hash = hash;
        document.Changed += TakeOver;
    }

    /// <summary>Raised after the password has changed: every login has ended.</summary>
    public event Action? Changed;

    /// <summary>False until the setup.</summary>
    public bool IsSet => _hash is not null;

    /// <summary>Changes with the password; a ticket with another stamp is void. Empty while there is no password.</summary>
    public string Stamp => _hash is { } hash ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)))[..32] : "";

    /// <summary>Reads the hash.</summary>
    /// <param name="document">Where it is; disposed with this.</param>
    /// <param name="hashing">Makes and checks hashes.</param>
    /// <exception cref="IOException">The file cannot be read, or holds something else.</exception>
    public static PasswordStore Open(IDocument document, PasswordHashing hashing)
    {
        string? hash = Text(document.Read());
        if (hash is not null && !PasswordHashing.IsKnown(hash))
        {
            throw new IOException($"{document.Name} is damaged: it holds no password hash. Delete it and start again to set a new password; nothing else is lost.");
        }

        if (hash is not null && PasswordHashing.NeedsMissingLibrary(hash))
        {
            throw new IOException($"{document.Name} holds a bcrypt hash, and this machine has no libxcrypt to check it. Install it (Debian: libcrypt1), or delete the file to set a new password.");
        }

        return new(document, hashing, hash);
    }

    /// <summary>For setting a password whatever the file holds.</summary>
    public static PasswordStore OpenForReplacing(IDocument document, PasswordHashing hashing) =>
        new(document, hashing, document.Read() is null ? null : "");

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
            await WriteAsync(password, first: false, cancellationToken);
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
            return !IsSet && await WriteAsync(password, first: true, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes over the hash of a password of elsewhere as the first one, durably; false when there is a password already, or the hash is none that can be checked here.</summary>
    public async Task<bool> TryTakeFirstHashAsync(string hash, CancellationToken cancellationToken)
    {
        if (!PasswordHashing.IsKnown(hash) || PasswordHashing.NeedsMissingLibrary(hash))
        {
            return false;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            bool written = false;
            _document.Update(before =>
            {
                written = before is null;
                return written ? Encoding.ASCII.GetBytes(hash + "\n") : null;
            });
            TakeOver();
            return written;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _document.Changed -= TakeOver;
        _document.Dispose();
        _writing.Dispose();
    }

    private static string? Text(DocumentContent? content) => content is null ? null : Encoding.UTF8.GetString(content.Bytes.Span).Trim();

    private async Task<bool> WriteAsync(string password, bool first, CancellationToken cancellationToken)
    {
        if (PasswordRules.Problem(password) is { } problem)
        {
            throw new ArgumentException(problem, nameof(password));
        }

        string hash = await _hashing.HashAsync(password, cancellationToken);
        bool written = false;
        _document.Update(before =>
        {
            // Another node may have been faster with the setup.
            written = !first || before is null;
            return written ? Encoding.ASCII.GetBytes(hash + "\n") : null;
        });

        // What stands there, not what was written: another node may have set one since.
        TakeOver();
        return written;
    }

    // What is no hash changes nothing: it would lock everybody out, or let everybody in.
    private void TakeOver()
    {
        lock (_takingOver)
        {
            string? hash = Text(_document.Read());
            if (hash == _hash || (hash is not null && !PasswordHashing.IsKnown(hash)))
            {
                return;
            }

            _hash = hash;
        }

        Changed?.Invoke();
    }
}
