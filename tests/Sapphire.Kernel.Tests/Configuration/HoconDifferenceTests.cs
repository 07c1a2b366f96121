using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Tests.Configuration.Specification;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>
/// Where implementations are known to read the same text in different ways: what this one does, and why. The reference
/// is Lightbend's library; the other is the reader inside Akka.NET.
/// </summary>
public sealed class HoconDifferenceTests
{
    [Theory]
    // As the reference, and as the specification says; Akka.NET's reader differs.
    [InlineData("a = [1] [2]", "a = [1, 2]", "lists side by side are one list")]
    [InlineData("a += 1, a += 2", "a = [1, 2]", "+= appends")]
    [InlineData("a = foo # c", "a = foo", "a comment ends a value")]
    [InlineData("a = ${b}, b = 1, b = 2", "a = 2, b = 2", "a substitution sees the value assigned last")]
    [InlineData("a = 1, a = ${?none}", "a = 1", "an undefined value leaves the earlier one")]
    [InlineData("a { 0 = x, 1 = y }, b = ${a} [z]", "a { 0 = x, 1 = y }, b = [x, y, z]", "numbered keys are a list where one is needed")]
    [InlineData("a = \"\"\"x\"\"\"\"", "a = \"x\\\"\"", "quotes beyond the third belong to the string")]
    [InlineData("3.14 = x", "\"3\" { \"14\" = x }", "a number in a key is a path too")]
    // Other than the reference, where the specification leaves it open or the reference names it a limitation.
    [InlineData("a = ${?x} ${?y}", "", "the whitespace between two undefined parts is no value; the reference makes it a string of one space")]
    [InlineData("l = [ { a += 1, a += 2 } ]", "l = [ { a = [1, 2] } ]", "+= inside a list; the reference refuses it as a limitation")]
    [InlineData("a = [1], a = [${a}, 2]", "a = [[1], 2]", "a list looks back to the earlier value, since there is one")]
    [InlineData("a = 010", "a = 010", "a number with leading zeros stays as it is written, and is read as a decimal one")]
    public void One_text_that_is_read_in_different_ways(string text, string same, string why) => HoconCases.Same(text, same, why);

    [Fact]
    public void Two_fields_that_need_each_other_have_the_value_of_the_first()
    {
        HoconCases.Same("a = 1, b = 2, a = ${b}, b = ${a}", "a = 1, b = 1", "of the values the specification allows, the one of the text's order");
        HoconCases.Same("b = 2, a = 1, a = ${b}, b = ${a}", "b = 2, a = 2");
        HoconCases.Same("a = ${?b}foo, b = ${?a}", "a = foo", "the first reference back to what is being resolved is undefined, and stays so");
    }

    [Theory]
    [InlineData("GetInt of 1.5", "1.5")]
    [InlineData("GetInt of 1e10", "1e10")]
    public void A_number_is_never_cut_to_fit(string why, string text) =>
        Should.Throw<HoconException>(() => HoconCases.Parse("a = " + text).GetInt("a"), why);

    [Fact]
    public void What_is_missing_is_an_error_and_no_zero()
    {
        // Akka.NET gives 0, false and null.
        foreach (Action get in new Action[]
        {
            () => Config.Empty.GetInt("a"), () => Config.Empty.GetString("a"), () => Config.Empty.GetBoolean("a"), () => Config.Empty.GetTimeSpan("a"), () => Config.Empty.GetByteSize("a"),
        })
        {
            Should.Throw<HoconException>(get).Message.ShouldContain("'a' has no value");
        }
    }

    [Theory]
    [InlineData("KB")]
    [InlineData("mb")]
    [InlineData("KiBs")]
    public void Sizes_have_no_other_units_than_the_specification_lists(string unit) =>
        Should.Throw<HoconException>(() => HoconCases.Parse($"a = 1 {unit}").GetByteSize("a"));
}
