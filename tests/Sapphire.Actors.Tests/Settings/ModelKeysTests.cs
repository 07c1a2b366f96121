using Sapphire.Actors.Settings;

#pragma warning disable CA1416 // Modes of files are tested where there are modes.

namespace Sapphire.Actors.Tests.Settings;

public sealed class ModelKeysTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder.File("model-keys.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_kept_in_a_file_for_the_owner_only()
    {
        new ModelKeys(_folder.Path).Set("a", "https://a.example", "sk-1");
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new ModelKeys(_folder.Path).Find("a", "https://a.example").ShouldBe("sk-1");
    }

    [Fact]
    public void A_key_is_not_lent_to_another_server()
    {
        ModelKeys keys = new(_folder.Path);
        keys.Set("a", "https://a.example", "sk-1");
        keys.Find("a", "https://b.example").ShouldBeNull();
        keys.Find("a", "http://a.example").ShouldBeNull();
        keys.Find("b", "https://a.example").ShouldBeNull();
    }

    [Fact]
    public void An_empty_key_deletes_it()
    {
        ModelKeys keys = new(_folder.Path);
        keys.Set("a", "https://a.example", "sk-1");
        keys.Set("b", "https://b.example", "sk-2");
        keys.Set("a", "https://a.example", "");
        keys.Find("a", "https://a.example").ShouldBeNull();
        System.IO.File.ReadAllText(File).ShouldNotContain("sk-1");
        keys.Find("b", "https://b.example").ShouldBe("sk-2");
    }

    [Fact]
    public void A_broken_file_is_told_without_its_content_and_not_overwritten()
    {
        System.IO.File.WriteAllText(File, "{ sk-1");
        ModelKeys keys = new(_folder.Path);
        IOException error = Should.Throw<IOException>(() => keys.Set("a", "https://a.example", "sk-2"));
        error.Message.ShouldContain(File);
        error.ToString().ShouldNotContain("sk-");
        System.IO.File.ReadAllText(File).ShouldBe("{ sk-1");
    }
}
