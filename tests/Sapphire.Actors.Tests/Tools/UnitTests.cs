using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Tools.Units;

namespace Sapphire.Actors.Tests.Tools;

public sealed class UnitTests
{
    [Theory]
    [InlineData(5, "miles", "km", "8.04672")]
    [InlineData(212, "F", "C", "100")]
    [InlineData(0, "celsius", "kelvin", "273.15")]
    [InlineData(-40, "°C", "°F", "-40")]
    [InlineData(1, "lb", "ounces", "16")]
    [InlineData(1, "cup", "ounces", "8")]
    [InlineData(1, "acre", "square feet", "43560")]
    [InlineData(1, "sq mi", "acres", "640")]
    [InlineData(100, "km/h", "m/s", "27.7777778")]
    [InlineData(1, "kWh", "MJ", "3.6")]
    [InlineData(1, "atm", "psi", "14.6959488")]
    [InlineData(1, "GB", "MB", "1000")]
    [InlineData(1, "gib", "mib", "1024")]
    [InlineData(180, "degrees", "radians", "3.1415927")]
    [InlineData(1, "hp", "w", "745.6998716")]
    [InlineData(2, "weeks", "hours", "336")]
    [InlineData(1, "m³", "liters", "1000")]
    [InlineData(1, "fl oz", "ml", "29.5735296")]
    [InlineData(3, "tsp", "tbsp", "1")]
    [InlineData(1, "nautical mile", "metres", "1852")]
    public void Conversion_is_right(int value, string from, string to, string expected)
    {
        (Unit a, Unit b) = UnitConverter.Resolve(from, to);
        Math.Round(UnitConverter.Convert(value, a, b), 7).ShouldBe(decimal.Parse(expected));
    }

    [Theory]
    [InlineData("miles", "kilograms", "Miles measure a length and kilograms measure a mass")]
    [InlineData("parsnips", "miles", "'parsnips' is not a unit")]
    [InlineData("miles", "", "'' is not a unit")]
    public void Error_says_what_does_not_fit(string from, string to, string part) =>
        Should.Throw<ToolException>(() => UnitConverter.Resolve(from, to)).Message.ShouldContain(part);

    [Fact]
    public void Below_absolute_zero_and_too_large_are_refused()
    {
        (Unit c, Unit f) = UnitConverter.Resolve("celsius", "fahrenheit");
        Should.Throw<ToolException>(() => UnitConverter.Convert(-300, c, f)).Message.ShouldContain("absolute zero");
        (Unit ly, Unit nm) = UnitConverter.Resolve("light years", "nanometers");
        Should.Throw<ToolException>(() => UnitConverter.Convert(decimal.MaxValue, ly, nm)).Message.ShouldContain("too large");
    }

    [Fact]
    public void There_and_back_is_the_same_value_for_every_pair_of_units()
    {
        Gen<(Unit, Unit, int)> pairs =
            from a in Gen.Elements<Unit>(UnitTable.All)
            from b in Gen.Elements<Unit>(UnitTable.All.Where(u => u.Dimension == a.Dimension))
            from v in Gen.Choose(1, 1_000_000)
            select (a, b, v);
        Prop.ForAll(pairs.ToArbitrary(), p =>
        {
            (Unit a, Unit b, int value) = p;
            // Between the ends of the scale a decimal's 28 places run out.
            double ratio = (double)(a.Factor / Math.Max(b.Factor, 0.0000000000000000000000000001m));
            if (ratio is > 1e12 or < 1e-12)
            {
                return true;
            }

            decimal back = UnitConverter.Convert(UnitConverter.Convert(value, a, b), b, a);
            return Math.Abs(back - value) <= value * 0.000001m;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Every_unit_is_found_by_its_own_names()
    {
        foreach (Unit unit in UnitTable.All)
        {
            UnitTable.Named(unit.Name).ShouldContain(unit);
            UnitTable.Named(unit.Singular).ShouldContain(unit);
            unit.Factor.ShouldBeGreaterThan(0);
        }

        UnitTable.All.Select(u => u.Dimension).Distinct().Count().ShouldBe(12);
    }
}
