using Sapphire.Actors.Prompts;
using Sapphire.Actors.Toolsets;
using Sapphire.Persistence.Documents;

namespace Sapphire.Actors.Tests.Toolsets;

public sealed class ToolsetLibraryTests : IDisposable
{
    private static readonly string[] Tools = ["get_time", "calculate", "save_memory"];
    private readonly string _folder = Directory.CreateTempSubdirectory("sapphire-toolsets-").FullName;
    private readonly string _file;
    private readonly ToolsetLibrary _library;

    public ToolsetLibraryTests()
    {
        _file = Path.Combine(_folder, "toolsets.json");
        _library = new(new FileDocument(_file));
    }

    public void Dispose()
    {
        _library.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Built_in_names_give_all_none_and_the_default_and_an_unknown_one_gives_nothing_at_all()
    {
        _library.Resolve("all", Tools)!.Value.ShouldBe(Tools);
        _library.Resolve("none", Tools)!.Value.ShouldBeEmpty();
        _library.Resolve(null, Tools)!.Value.ShouldBe(Tools);
        _library.Resolve("gone", Tools).ShouldBeNull();
        _library.Resolve("calculate", Tools)!.Value.ShouldBe(["calculate"]);
    }

    [Fact]
    public void A_stored_toolset_gives_its_tools_that_exist_and_survives_a_new_start()
    {
        _library.Put("office", new("office", ["save_memory", "get_time", "fly"]));

        _library.Resolve("office", Tools)!.Value.ShouldBe(["get_time", "save_memory"]);
        using ToolsetLibrary again = new(new FileDocument(_file));
        again.Current["office"].ShouldBe(new Toolset("office", ["save_memory", "get_time", "fly"]));
    }

    [Fact]
    public void A_toolset_called_default_is_what_chats_have_that_are_set_to_nothing()
    {
        _library.Put("default", new("default", ["calculate"]));

        _library.Resolve(null, Tools)!.Value.ShouldBe(["calculate"]);
    }

    [Fact]
    public void Renaming_keeps_the_tools_and_takes_no_name_that_is_there()
    {
        _library.Put("one", new("one", ["calculate"]));
        _library.Put("two", new("two", []));

        _library.Put("one", new("three", ["calculate"]));

        _library.Current.Keys.ShouldBe(["three", "two"]);
        Should.Throw<LibraryException>(() => _library.Put("three", new("two", []))).Fault.ShouldBe(LibraryFault.Taken);
        Should.Throw<LibraryException>(() => _library.Delete("one")).Fault.ShouldBe(LibraryFault.NotFound);
    }

    [Theory]
    [InlineData("all", "calculate")]
    [InlineData("none", "calculate")]
    [InlineData("", "calculate")]
    [InlineData("fine", "not a tool")]
    [InlineData("fine", "")]
    public void What_cannot_be_a_toolset_is_refused_and_changes_nothing(string name, string tool)
    {
        Should.Throw<LibraryException>(() => _library.Put(name, new(name, [tool]))).Fault.ShouldBe(LibraryFault.Invalid);

        File.Exists(_file).ShouldBeFalse();
    }

    [Fact]
    public void A_broken_edit_keeps_the_last_good_toolsets_and_tells_the_line()
    {
        _library.Put("office", new("office", ["calculate"]));

        File.WriteAllText(_file, "{\n  \"office\": { \"functions\": [\"calculate\", 7] }\n}");
        _library.Reload();

        _library.Current["office"].Tools.ShouldBe(["calculate"]);
        _library.Error!.Line.ShouldBe(2);
    }

    [Fact]
    public void Remarks_and_members_that_are_not_known_stay_in_the_file()
    {
        File.WriteAllText(_file, """{ "_comment": "mine", "office": { "functions": ["calculate"], "colour": "blue" }, "plain": ["get_time"] }""");
        _library.Reload();

        _library.Put("new", new("new", ["get_time"]));

        string text = File.ReadAllText(_file);
        text.ShouldContain("mine");
        text.ShouldContain("blue");
        _library.Resolve("plain", Tools)!.Value.ShouldBe(["get_time"]);
    }
}
