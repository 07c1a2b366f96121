using Microsoft.Extensions.Configuration;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class HoconConfigurationProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon-provider").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Keys_are_flattened()
    {
        var configuration = new ConfigurationBuilder().AddHocon("a { b.c = 1, l = [x, { y = 2 }], e = [], o {}, n = null }").Build();
        configuration["a:b:c"].ShouldBe("1");
        configuration["A:B:C"].ShouldBe("1");
        configuration["a:l:0"].ShouldBe("x");
        configuration["a:l:1:y"].ShouldBe("2");
        configuration["a:e"].ShouldBe("");
        configuration["a:n"].ShouldBeNull();
        configuration.GetSection("a:l").GetChildren().Count().ShouldBe(2);
    }

    [Fact]
    public void A_shorter_list_of_a_later_layer_replaces_the_whole_list()
    {
        var first = Write("base.conf", "ports = [1, 2, 3, 4], keep = [a, b]");
        var second = Write("user.conf", "ports = [9]");
        foreach (var configuration in new IConfigurationRoot[]
        {
            new ConfigurationBuilder().AddHoconFiles(first, second).Build(),
            new ConfigurationBuilder().AddHoconFile(first).AddHoconFile(second, optional: true).Build(),
            Manager(first, second),
        })
        {
            configuration.GetSection("ports").GetChildren().Select(child => child.Value).ShouldBe(["9"]);
            configuration.GetSection("keep").GetChildren().Count().ShouldBe(2);
            configuration.Providers.OfType<HoconConfigurationProvider>().Count().ShouldBe(1);
        }
    }

    [Fact]
    public void Other_providers_keep_their_order()
    {
        var configuration = new ConfigurationBuilder()
            .AddHocon("a = 1, b = 1, c = 1")
            .AddInMemoryCollection([new("b", "2"), new("c", "2")])
            .AddHocon("c = 3")
            .Build();
        (configuration["a"], configuration["b"], configuration["c"]).ShouldBe(("1", "2", "3"));
    }

    [Fact]
    public void An_optional_file_may_be_missing_and_others_may_not()
    {
        new ConfigurationBuilder().AddHoconFile(Path.Combine(_folder, "none.conf"), optional: true).Build().AsEnumerable().ShouldBeEmpty();
        Should.Throw<HoconException>(() => new ConfigurationBuilder().AddHoconFile(Path.Combine(_folder, "none.conf")).Build());
    }

    [Fact]
    public void Reload_reads_the_file_again()
    {
        var file = Write("a.conf", "a = 1");
        var configuration = new ConfigurationBuilder().AddHoconFile(file).Build();
        Write("a.conf", "a = 2");
        configuration.Reload();
        configuration["a"].ShouldBe("2");
    }

    private static ConfigurationManager Manager(string first, string second)
    {
        var manager = new ConfigurationManager();
        manager.AddHoconFile(first);
        manager.AddHoconFile(second);
        return manager;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
