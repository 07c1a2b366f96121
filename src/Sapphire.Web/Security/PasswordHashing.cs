using Microsoft.AspNetCore.Identity;

namespace Sapphire.Web.Security;

/// <summary>
/// Hashes and verifies passwords off the request threads, one at a time for every two cores: each costs a quarter of a
/// second of a core on purpose, which would otherwise be a lever for denial of service. bcrypt where libxcrypt is there,
/// else ASP.NET Core's PBKDF2; the prefix of a hash tells which.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    /// <summary>The cost of a new bcrypt hash: about a quarter of a second.</summary>
    public const int DefaultCost = 12;

    private const string FallbackPrefix = "$aspnet$";

    private static readonly PasswordHasher<object> Fallback = new();
    private static readonly object NoUser = new();

    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly int _cost;
    private readonly bool _useFallback;

    /// <summary>Creates the hasher.</summary>
    /// <param name="cost">The cost of new bcrypt hashes.</param>
    /// <param name="useFallback">True to hash without libxcrypt.</param>
    public PasswordHashing(int cost, bool useFallback)
    {
        _cost = cost;
        _useFallback = useFallback;
    }

    /// <summary>With the cost that everybody but a test uses.</summary>
    public static PasswordHashing Default => new(DefaultCost, !BCrypt.IsAvailable);

    /// <summary>True for a hash that <see cref="VerifyAsync"/> can judge here.</summary>
    public static bool IsKnown(string hash) =>
        BCrypt.IsHash(hash) || hash.StartsWith(FallbackPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(hash[FallbackPrefix.Length..], new byte[hash.Length], out int n) && n > 16;

    /// <summary>True when a known hash needs libxcrypt and there is none.</summary>
    public static bool NeedsMissingLibrary(string hash) => BCrypt.IsHash(hash) && !BCrypt.IsAvailable;

    /// <summary>Hashes a password that follows <see cref="PasswordRules"/>.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => _useFallback ? FallbackPrefix + Fallback.HashPassword(NoUser, password) : BCrypt.Hash(password, _cost), cancellationToken);

    /// <summary>True when the password gives the hash.</summary>
    public Task<bool> VerifyAsync(string password, string hash, CancellationToken cancellationToken) =>
        RunAsync(
            () => BCrypt.IsHash(hash)
                ? BCrypt.Verify(password, hash)
                : Fallback.VerifyHashedPassword(NoUser, hash[FallbackPrefix.Length..], password) != PasswordVerificationResult.Failed,
            cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _slots.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _slots.Release();
        }
    }
}
