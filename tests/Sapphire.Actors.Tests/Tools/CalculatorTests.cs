using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Tools.Calculation;

namespace Sapphire.Actors.Tests.Tools;

public sealed class CalculatorTests
{
    private static readonly string[] Pieces =
        ["1", "2.5", "1000", "0", "+", "-", "*", "/", "^", "!", "%", "(", ")", " ", "sqrt", "sin", "log", "pi", "e", "mod", "x", "of", ",", ".", "1e308", "9999999999999999999999999999", "abc", "√"];

    [Theory]
    [InlineData("2+2", "4")]
    [InlineData("2 + 3 * 4", "14")]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("100 / 10 / 2", "5")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("(-2) ^ 2", "4")]
    [InlineData("2 ^ -1", "0.5")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1 / 3 * 3", "1")]
    [InlineData("15% of 80", "12")]
    [InlineData("200 * 5%", "10")]
    [InlineData("17 % 5", "2")]
    [InlineData("17 mod 5", "2")]
    [InlineData("5!", "120")]
    [InlineData("20!", "2,432,902,008,176,640,000")]
    [InlineData("sqrt(144)", "12")]
    [InlineData("sqrt 2", "1.41421356237")]
    [InlineData("sin(30)", "0.5")]
    [InlineData("cos(60 deg)", "0.5")]
    [InlineData("sin(180)", "0")]
    [InlineData("tan(45)", "1")]
    [InlineData("log(1000)", "3")]
    [InlineData("ln(e)", "1")]
    [InlineData("2 * pi", "6.28318530718")]
    [InlineData("1,250 + 750", "2,000")]
    [InlineData("3 × 4 ÷ 2", "6")]
    [InlineData("2**10", "1,024")]
    [InlineData("2^100", "1.2676506e+30")]
    [InlineData("1e3 + 1", "1,001")]
    [InlineData("abs(-3.5)", "3.5")]
    [InlineData("round(2.5)", "3")]
    public void Value_is_right(string expression, string expected) => Calculator.Evaluate(expression).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("1 / 0", "Division by zero")]
    [InlineData("0 ^ -1", "Zero has no negative power")]
    [InlineData("sqrt(-1)", "no real square root")]
    [InlineData("log(0)", "above zero")]
    [InlineData("tan(90)", "no value")]
    [InlineData("171!", "0 to 170")]
    [InlineData("2.5!", "whole number")]
    [InlineData("10 ^ 400", "too large")]
    [InlineData("1 +", "ends too early")]
    [InlineData("(1 + 2", "closing parenthesis")]
    [InlineData("1 + 2)", "position 6")]
    [InlineData("system('ls')", "'system' is not known")]
    [InlineData("asin(2)", "from -1 to 1")]
    [InlineData("(-8) ^ 0.5", "no real value")]
    public void Error_says_what_is_wrong(string expression, string part) =>
        Should.Throw<ToolException>(() => Calculator.Evaluate(expression)).Message.ShouldContain(part);

    [Fact]
    public void Length_and_depth_are_limited()
    {
        Should.Throw<ToolException>(() => Calculator.Evaluate(string.Concat(Enumerable.Repeat("1+", 300)) + "1")).Message.ShouldContain("500");
        Should.Throw<ToolException>(() => Calculator.Evaluate(new string('(', 200) + "1" + new string(')', 200))).Message.ShouldContain("nested");
        Should.Throw<ToolException>(() => Calculator.Evaluate(new string('-', 400) + "1")).Message.ShouldContain("nested");
    }

    [Fact]
    public void Nothing_but_a_tool_exception_is_thrown() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary(), text => AnswersOrRefuses(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Random_text_throws_nothing_but_a_tool_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => AnswersOrRefuses(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Whole_numbers_add_and_multiply_as_they_should() =>
        Prop.ForAll<int, int, int>((a, b, c) =>
            Value($"({a} + {b}) + {c}") == Value($"{a} + ({b} + {c})")
            && Value($"({a} * {b}) * {c}") == Value($"{a} * ({b} * {c})")
            && Value($"{a} * ({b} + {c})") == Value($"{a} * {b} + {a} * {c}")
            && Value($"{a} - {b} - {c}") == (decimal)a - b - c
            && Value($"{a} + {b} * {c}") == a + ((decimal)b * c)).Check(Config.QuickThrowOnFailure);

    private static decimal Value(string expression) => Calculator.Evaluate(expression).Exact;

    private static bool AnswersOrRefuses(string text)
    {
        try
        {
            return Calculator.Evaluate(text).ToString().Length > 0;
        }
        catch (ToolException e)
        {
            return e.Message.Length is > 0 and < 600;
        }
    }
}
