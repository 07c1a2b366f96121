using FsCheck;
using FsCheck.Fluent;
using Sapphire.Web.Security;

namespace Sapphire.Web.Tests.Security;

public sealed class BCryptTests
{
    // From the test vectors of crypt_blowfish (wrapper.c), with its prefixes.
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("U*U*U", "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    public void KnownHashesVerify(string password, string hash)
    {
        BCrypt.Verify(password, hash).ShouldBeTrue();
        BCrypt.Verify(password + "x", hash).ShouldBeFalse();
    }

    [Fact]
    public void AHashIsBcryptOfTheAskedCostWithASaltOfItsOwn()
    {
        string one = BCrypt.Hash("correct horse", 4);
        one.ShouldStartWith("$2b$04$");
        one.Length.ShouldBe(60);
        BCrypt.Hash("correct horse", 4).ShouldNotBe(one);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*0")]
    [InlineData("$2b$99$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4")]
    [InlineData("$2b$05$XXXXXXXXXXXXXXXXXXXXX!AcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("$1$05$XXXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    public void ADamagedHashMatchesNothing(string hash)
    {
        BCrypt.Verify("U*U*U", hash).ShouldBeFalse();
        BCrypt.Verify(hash, hash).ShouldBeFalse();
    }

    [Fact]
    public void AnyTextThatFollowsTheRulesVerifiesAndAnotherDoesNot() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string password = text.Get.Replace("\0", "", StringComparison.Ordinal) + "12345678";
            if (PasswordRules.Problem(password) is not null)
            {
                return true;
            }

            string hash = BCrypt.Hash(password, 4);
            string other = (password[0] == 'x' ? 'y' : 'x') + password[1..];
            return BCrypt.Verify(password, hash) && !BCrypt.Verify(other, hash);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task ManyAtOnceDoNotMixUp()
    {
        string[] hashes = [.. Enumerable.Range(0, 8).Select(i => BCrypt.Hash($"password {i}", 4))];
        bool[] right = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() =>
            BCrypt.Verify($"password {i % 8}", hashes[i % 8]) && !BCrypt.Verify($"password {i % 8}", hashes[(i + 1) % 8]))));
        right.ShouldAllBe(r => r);
    }

    [Fact]
    public async Task WithoutLibxcryptTheFrameworksHashIsUsedAndItsPrefixTells()
    {
        using PasswordHashing fallback = new(4, useFallback: true);
        string hash = await fallback.HashAsync("correct horse", CancellationToken.None);
        hash.ShouldStartWith("$aspnet$");
        PasswordHashing.IsKnown(hash).ShouldBeTrue();
        using PasswordHashing other = new(4, useFallback: false);
        (await other.VerifyAsync("correct horse", hash, CancellationToken.None)).ShouldBeTrue();
        (await other.VerifyAsync("correct hors", hash, CancellationToken.None)).ShouldBeFalse();
        (await fallback.VerifyAsync("correct horse", BCrypt.Hash("correct horse", 4), CancellationToken.None)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, "no password")]
    [InlineData("", "no password")]
    [InlineData("1234567", "too short")]
    [InlineData("ääääääääääääääääääääääääääääääääääääx", "too long")]
    [InlineData("1234567\08", "NUL")]
    public void RulesSayWhatIsWrong(string? password, string part) => PasswordRules.Problem(password).ShouldNotBeNull().ShouldContain(part);

    [Fact]
    public void HalfACharacterIsRefused() => PasswordRules.Problem("1234567\ud800").ShouldNotBeNull().ShouldContain("surrogate");

    [Theory]
    [InlineData("12345678")]
    [InlineData("ääääääääääääääääääääääääääääääääääää")]
    [InlineData("👩‍👩‍👧1234567")]
    public void RulesLetGoodOnesPass(string password) => PasswordRules.Problem(password).ShouldBeNull();
}
