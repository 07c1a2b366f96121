using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sapphire.Web.Security;

/// <summary>bcrypt (<c>$2b$</c>) by libxcrypt. Only 72 bytes of a password count, hence <see cref="PasswordRules"/>.</summary>
internal static unsafe class BCrypt
{
    /// <summary>The lowest and highest cost that bcrypt knows; each step doubles the time.</summary>
    public const int MinimumCost = 4, MaximumCost = 31;

    private const int SaltBytes = 16;
    private const int HashLength = 60;

    /// <summary>True when libxcrypt is there.</summary>
    public static bool IsAvailable => Libcrypt.IsAvailable;

    /// <summary>True for a hash of bcrypt's form: <c>$2b$12$</c> and 53 characters.</summary>
    public static bool IsHash(string hash) =>
        hash.Length == HashLength && hash[0] == '$' && hash[1] == '2' && hash[2] is 'a' or 'b' or 'y' && hash[3] == '$'
        && char.IsAsciiDigit(hash[4]) && char.IsAsciiDigit(hash[5]) && hash[6] == '$'
        && hash.AsSpan(7).IndexOfAnyExcept(Alphabet) < 0;

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Hashes a password with a fresh salt.</summary>
    /// <param name="password">Without NUL, at most 72 bytes of UTF-8.</param>
    /// <param name="cost">4 to 31; 12 takes about a quarter of a second.</param>
    public static string Hash(string password, int cost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, MinimumCost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, MaximumCost);
        byte[] random = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] setting = new byte[Libcrypt.SettingSize];
        fixed (byte* prefix = "$2b$\0"u8, r = random, s = setting)
        {
            if (Libcrypt.GenSalt(prefix, new CULong((uint)cost), r, random.Length, s, setting.Length) is null)
            {
                throw new CryptographicException("libcrypt made no bcrypt salt.");
            }
        }

        return Crypt(password, setting) ?? throw new CryptographicException("libcrypt could not hash the password with bcrypt.");
    }

    /// <summary>True when <paramref name="password"/> gives <paramref name="hash"/>; compared in constant time.</summary>
    public static bool Verify(string password, string hash)
    {
        if (!IsHash(hash))
        {
            return false;
        }

        string? computed = Crypt(password, Encoding.ASCII.GetBytes(hash + "\0"));
        // The 22nd character of a salt has unused bits that libcrypt normalises, so the digests are compared, not the salts.
        return computed is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(computed[29..]), Encoding.ASCII.GetBytes(hash[29..]));
    }

    private static string? Crypt(string password, byte[] setting)
    {
        byte[] phrase = new byte[Encoding.UTF8.GetByteCount(password) + 1];
        // A buffer of its own for each call: the shared one of crypt(3) mixes up threads. Zeroed, as the library demands.
        byte* data = (byte*)NativeMemory.AllocZeroed(Libcrypt.DataSize);
        try
        {
            Encoding.UTF8.GetBytes(password, phrase);
            fixed (byte* p = phrase, s = setting)
            {
                string? hash = Marshal.PtrToStringAnsi((IntPtr)Libcrypt.Crypt(p, s, data, Libcrypt.DataSize));
                return hash is not null && IsHash(hash) ? hash : null;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            CryptographicOperations.ZeroMemory(new Span<byte>(data, Libcrypt.DataSize));
            NativeMemory.Free(data);
        }
    }
}
