using System.Text;
using Sapphire.Persistence.Documents;

namespace Sapphire.Persistence.Tests.Documents;

/// <summary>A file that a person and a program change at the same time.</summary>
public sealed class FileDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "some.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_edit_that_comes_while_a_change_is_written_is_not_lost()
    {
        System.IO.File.WriteAllText(File, "one");
        using FileDocument document = new(File);
        int calls = 0;
        DocumentContent? now = document.Update(before =>
        {
            if (++calls <= 2)
            {
                // Half of the edit is there when the change is made the first time.
                System.IO.File.WriteAllText(File, calls == 1 ? "by h" : "by hand");
            }

            return Encoding.UTF8.GetBytes(Text(before) + " and the page's");
        });
        calls.ShouldBe(3);
        Text(now).ShouldBe("by hand and the page's");
        System.IO.File.ReadAllText(File).ShouldBe("by hand and the page's");
        Directory.GetFiles(_folder.Path).ShouldHaveSingleItem("nothing is left beside it");
    }

    [Fact]
    public void A_file_that_never_comes_to_rest_is_written_in_the_end()
    {
        System.IO.File.WriteAllText(File, "");
        using FileDocument document = new(File);
        int calls = 0;
        document.Update(_ =>
        {
            System.IO.File.AppendAllText(File, "x");
            return Encoding.UTF8.GetBytes($"change {++calls}");
        });
        System.IO.File.ReadAllText(File).ShouldBe($"change {calls}");
    }

    [Fact]
    public void The_same_content_is_the_same_object_also_after_it_was_written_here_or_again()
    {
        using FileDocument document = new(File);
        DocumentContent written = document.Update(static _ => "one"u8.ToArray())!;
        document.Read().ShouldBeSameAs(written);
        System.IO.File.WriteAllText(File, "one");
        document.Read().ShouldBeSameAs(written);
        System.IO.File.WriteAllText(File, "two");
        Text(document.Read()).ShouldBe("two");
        System.IO.File.Delete(File);
        document.Read().ShouldBeNull();
    }

    private static string Text(DocumentContent? content) => Encoding.UTF8.GetString(content!.Bytes.Span);
}
