using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Sapphire.Actors.Assistant.Language;

namespace Sapphire.Actors.Tools.Units;

/// <summary>
/// The units, as a table: plural, singular, factor to the base unit, abbreviations. Factors are exact where a unit is defined
/// exactly (the international yard and pound of 1959; US customary volumes; NIST SP 811 for the rest). Base units:
/// metre, kilogram, kelvin, litre, square metre, metre per second, second, byte, joule, pascal, watt, degree.
/// </summary>
internal static class UnitTable
{
    private const string Table = """
        Length
        meters|meter|1|m, metre, metres
        kilometers|kilometer|1000|km, kms, kilometre, kilometres, k, kay, klick, klicks
        centimeters|centimeter|0.01|cm, cms, centimetre, centimetres
        millimeters|millimeter|0.001|mm, millimetre, millimetres
        micrometers|micrometer|0.000001|um, micron, microns, micrometre, micrometres
        nanometers|nanometer|0.000000001|nm, nanometre, nanometres
        miles|mile|1609.344|mi
        yards|yard|0.9144|yd, yds
        feet|foot|0.3048|ft
        inches|inch|0.0254|in
        nautical miles|nautical mile|1852|nmi
        light years|light year|9460730472580800|ly, lightyear, lightyears
        astronomical units|astronomical unit|149597870700|au
        furlongs|furlong|201.168|
        fathoms|fathom|1.8288|
        Mass
        kilograms|kilogram|1|kg, kgs, kilo, kilos, kilogramme, kilogrammes
        grams|gram|0.001|g, gm, gramme, grammes
        milligrams|milligram|0.000001|mg
        micrograms|microgram|0.000000001|ug, mcg
        tonnes|tonne|1000|metric ton, metric tons
        pounds|pound|0.45359237|lb, lbs
        ounces|ounce|0.028349523125|oz
        stone|stone|6.35029318|st, stones
        tons|ton|907.18474|us ton, us tons, short ton, short tons
        carats|carat|0.0002|ct
        Temperature
        celsius|celsius|1+273.15|c, centigrade, degree c, degrees c, degree celsius, degrees celsius, degrees centigrade
        fahrenheit|fahrenheit|5/9+459.67|f, farenheit, degree f, degrees f, degree fahrenheit, degrees fahrenheit, degrees farenheit
        kelvin|kelvin|1|k, kelvins, degrees kelvin
        Volume
        liters|liter|1|l, litre, litres
        milliliters|milliliter|0.001|ml, mls, millilitre, millilitres, cc
        centiliters|centiliter|0.01|cl, centilitre, centilitres
        deciliters|deciliter|0.1|dl, decilitre, decilitres
        gallons|gallon|3.785411784|gal
        quarts|quart|0.946352946|qt
        pints|pint|0.473176473|pt
        cups|cup|0.2365882365|
        fluid ounces|fluid ounce|0.0295735295625|fl oz, floz, fl ounce, fl ounces
        tablespoons|tablespoon|0.01478676478125|tbsp, tbsps
        teaspoons|teaspoon|0.00492892159375|tsp, tsps
        cubic meters|cubic meter|1000|m3, cubic metre, cubic metres, m cubed, m 3
        cubic centimeters|cubic centimeter|0.001|cm3, cubic centimetre, cubic centimetres, cm cubed
        cubic feet|cubic foot|28.316846592|ft3, cu ft, ft cubed
        cubic inches|cubic inch|0.016387064|in3, cu in
        cubic yards|cubic yard|764.554857984|yd3, cu yd
        imperial gallons|imperial gallon|4.54609|uk gallon, uk gallons
        imperial pints|imperial pint|0.56826125|uk pint, uk pints
        barrels|barrel|158.987294928|bbl
        Area
        square meters|square meter|1|m2, sqm, square metre, square metres, sq m, m squared
        square kilometers|square kilometer|1000000|km2, square kilometre, square kilometres, sq km, km squared
        square centimeters|square centimeter|0.0001|cm2, square centimetre, square centimetres, sq cm, cm squared
        square feet|square foot|0.09290304|ft2, sqft, sq ft, ft squared
        square inches|square inch|0.00064516|in2, sq in
        square yards|square yard|0.83612736|yd2, sq yd
        square miles|square mile|2589988.110336|mi2, sq mi, sq miles
        acres|acre|4046.8564224|
        hectares|hectare|10000|ha
        Speed
        meters per second|meter per second|1|mps, m per s, metres per second, metre per second, meters a second
        kilometers per hour|kilometer per hour|1/3.6|kmh, kph, kmph, km per h, km per hour, kilometres per hour, kilometre per hour, kilometers an hour, kilometres an hour, k per hour
        miles per hour|mile per hour|0.44704|mph, mi per h, miles an hour
        feet per second|foot per second|0.3048|fps, ft per s, feet a second
        knots|knot|1852/3600|kn, kt, kts
        Time
        seconds|second|1|s, sec
        milliseconds|millisecond|0.001|ms, msec
        microseconds|microsecond|0.000001|us
        nanoseconds|nanosecond|0.000000001|ns
        minutes|minute|60|min
        hours|hour|3600|h, hr
        days|day|86400|d
        weeks|week|604800|wk, wks
        fortnights|fortnight|1209600|
        months|month|2629746|mo
        years|year|31556952|yr, yrs
        decades|decade|315569520|
        centuries|century|3155695200|
        Data
        bytes|byte|1|
        bits|bit|0.125|
        kilobytes|kilobyte|1000|kb
        megabytes|megabyte|1000000|mb, meg, megs
        gigabytes|gigabyte|1000000000|gb, gig, gigs
        terabytes|terabyte|1000000000000|tb
        petabytes|petabyte|1000000000000000|pb
        kibibytes|kibibyte|1024|kib
        mebibytes|mebibyte|1048576|mib
        gibibytes|gibibyte|1073741824|gib
        tebibytes|tebibyte|1099511627776|tib
        kilobits|kilobit|125|kbit, kbits
        megabits|megabit|125000|mbit, mbits
        gigabits|gigabit|125000000|gbit, gbits
        Energy
        joules|joule|1|j
        kilojoules|kilojoule|1000|kj
        megajoules|megajoule|1000000|mj
        calories|calorie|4.184|cal
        kilocalories|kilocalorie|4184|kcal, kcals
        watt hours|watt hour|3600|wh
        kilowatt hours|kilowatt hour|3600000|kwh, kwhs
        british thermal units|british thermal unit|1055.05585262|btu, btus
        electronvolts|electronvolt|0.0000000000000000001602176634|ev
        Pressure
        pascals|pascal|1|pa
        hectopascals|hectopascal|100|hpa
        kilopascals|kilopascal|1000|kpa
        megapascals|megapascal|1000000|mpa
        bars|bar|100000|
        millibars|millibar|100|mbar
        atmospheres|atmosphere|101325|atm
        pounds per square inch|pound per square inch|6894.757293168361|psi
        millimeters of mercury|millimeter of mercury|133.322387415|mmhg, torr
        Power
        watts|watt|1|w
        kilowatts|kilowatt|1000|kw
        megawatts|megawatt|1000000|mw
        gigawatts|gigawatt|1000000000|gw
        horsepower|horsepower|745.6998715822702|hp
        Angle
        degrees|degree|1|deg
        radians|radian|57.295779513082320876798154814|rad
        turns|turn|360|revolution, revolutions
        gradians|gradian|0.9|gon
        arcminutes|arcminute|1/60|arcmin
        arcseconds|arcsecond|1/3600|arcsec
        """;

    /// <summary>Every unit.</summary>
    public static ImmutableArray<Unit> All { get; }

    private static readonly FrozenDictionary<string, ImmutableArray<Unit>> ByName;

    /// <summary>The most tokens in a unit's name.</summary>
    public const int MaxTokens = 4;

    static UnitTable()
    {
        var all = ImmutableArray.CreateBuilder<Unit>();
        var names = new Dictionary<string, ImmutableArray<Unit>>(StringComparer.Ordinal);
        Dimension dimension = default;
        foreach (string line in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] cells = line.Split('|');
            if (cells.Length == 1)
            {
                dimension = Enum.Parse<Dimension>(line);
                continue;
            }

            string[] scale = cells[2].Split('+');
            var unit = new Unit(cells[0], cells[1], dimension, Factor(scale[0]), scale.Length > 1 ? Factor(scale[1]) : 0);
            all.Add(unit);
            string[] aliases = cells[3].Split(',', StringSplitOptions.TrimEntries);
            foreach (string name in aliases.Append(unit.Name).Append(unit.Singular).Where(n => n.Length > 0))
            {
                string key = Key(name);
                names[key] = names.TryGetValue(key, out ImmutableArray<Unit> others) ? (others.Contains(unit) ? others : others.Add(unit)) : [unit];
            }
        }

        All = all.ToImmutable();
        ByName = names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The units of a name, an abbreviation or a symbol ("c" may be celsius, "oz" mass or volume); empty when there is none.</summary>
    public static ImmutableArray<Unit> Named(string name)
    {
        string key = Key(name);
        return ByName.TryGetValue(key, out ImmutableArray<Unit> units) ? units : [];
    }

    private static string Key(string name) => string.Join(' ', Tokenizer.Tokenize(name).Select(t => t.Text));

    private static decimal Factor(string text)
    {
        string[] parts = text.Split('/');
        decimal first = decimal.Parse(parts[0], CultureInfo.InvariantCulture);
        return parts.Length == 1 ? first : first / decimal.Parse(parts[1], CultureInfo.InvariantCulture);
    }
}
