using System.Collections.Frozen;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Tools.Time;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>How values are spoken: what stands in the grammar for the slots of the phrase table. Bounded, unlike what may be typed.</summary>
internal static class SpokenRules
{
    /// <summary>Names of timers and alarms. Committed data: what people time in kitchens, gyms and offices.</summary>
    private const string LabelNames = """
        tea|coffee|pasta|rice|egg|eggs|pizza|bread|cake|cookies|cookie|chicken|turkey|fish|steak|bacon|potatoes|potato|soup|sauce|noodles|vegetables|roast|oven|grill|barbecue
        breakfast|lunch|dinner|kitchen|cooking|baking|food|laundry|washing|washer|dryer|dishwasher|shower|bath|nap|sleep|break|rest|walk|run|workout|exercise|yoga|stretching|plank|meditation
        meeting|call|phone|work|homework|reading|class|school|exam|game|parking|meter|medicine|pills|dog|cat|baby|plants|garden|bus|train|morning|bedtime|popcorn|sourdough|dough
        """;

    /// <summary>What people want to be reminded of.</summary>
    private const string TaskNames = """
        (check|turn off|turn on|open) the (oven|stove|heating|lights|dishwasher|washing machine|dryer|grill|pasta|cake|chicken)
        call (mom|dad|mum|home|the doctor|the dentist|the bank|the office|my mother|my father|my brother|my sister|my wife|my husband|back)
        take (a break|my medicine|my pills|a walk|a shower|a nap|out the trash|the trash out|the dog out|out the garbage)
        (feed|walk) the (dog|cat|baby)
        water the (plants|garden|flowers)
        pay the (rent|bills|bill)
        (buy|get) (milk|bread|eggs|groceries|some milk|some bread)
        (do|fold|hang up) the laundry
        do (the dishes|my homework|the shopping|my exercises)
        pick up (the kids|the children|the laundry|the package)
        (go|leave) (home|shopping|now)
        go to (bed|work|school|the gym|the meeting|the doctor|the dentist)
        (leave|leave for work|drink water|drink some water|eat|eat lunch|stretch|stand up|get up|lock the door|close the window|close the windows|send the email|charge my phone)
        (the|my) (meeting|appointment|call|laundry|oven|medicine|homework|class|interview)
        """;

    /// <summary>What people ask to be remembered about themselves and their things.</summary>
    private const string ThingNames = """
        (locker|door|gate|alarm|safe|access|bike|garage|entry) code
        (wifi|computer|email) password
        (phone|bank account|account|customer|passport|license plate|flight|room|gate|seat|order|member|membership|house) number
        [license] plate|postcode|zip code|address|email address|pin|pin code
        (parking|parking space) [spot]|seat|shoe size|shirt size|ring size|hat size|blood type|birthday|anniversary|wedding anniversary
        favorite (color|food|movie|book|song|number|drink|animal|team|restaurant|band)
        (mother's|father's|wife's|husband's|brother's|sister's|son's|daughter's) (birthday|name|phone number)
        (dog's|cat's|boss's|doctor's|dentist's|teacher's|neighbor's) name
        (keys|car keys|glasses|wallet|passport|car|bike|phone|umbrella)
        (doctor|dentist|hair) appointment
        (name|dog|cat|boss|doctor|dentist|teacher)
        """;

    private static readonly (string Name, string Pattern)[] Texts =
    [
        ("d2", "two|three|four|five|six|seven|eight|nine"),
        ("d", "one|<d2>"),
        ("teen", "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"),
        ("tens", "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"),
        // More than one: what stands before a plural.
        ("n99", "<d2>|<teen>|<tens> [<d>]"),
        ("n99one", "<d>|<teen>|<tens> [<d>]"),
        ("minute", "oh <d>|<teen>|(twenty|thirty|forty|fifty) [<d>]"),
        ("hour", "<d>|ten|eleven|twelve"),
        ("digits", "(zero|oh|<d>) (zero|oh|<d>) [(zero|oh|<d>) [(zero|oh|<d>) [(zero|oh|<d>) (zero|oh|<d>)]]]"),
        ("number", "zero|<n99one> [hundred [[and] <n99one>]|thousand|million|point (zero|<d>)|and a half]|a hundred"),
        ("rest", "five|ten|fifteen|(twenty|thirty|forty|fifty) [five]"),
        ("duration", """
            <n99> (seconds|minutes [[and] <rest> seconds|and a half]|hours [[and] <rest> minutes|and a half]|days|weeks)
            (a|one) (second|day|week|minute [and a half|[and] <rest> seconds])
            (an|one) hour [and a (half|quarter)|[and] <rest> minutes]
            half an hour|[a] quarter of an hour|three quarters of an hour|half a minute|[a] couple of (minutes|hours)
            (one|<d2>) and a half (minutes|hours)
            """),
        // As it stands before a noun: "a ten minute timer".
        ("span", "<n99one> (second|minute|hour)|half hour"),
        ("clock", """
            (<hour> [<minute>|o'clock]|(half past|[a] quarter (to|past)|(five|ten|twenty|twenty five) [minutes] (to|past)) <hour>) [am|pm|in the (morning|afternoon|evening)|at night]
            noon|midday|midnight
            """),
        ("weekday", "monday|tuesday|wednesday|thursday|friday|saturday|sunday"),
        ("month", "january|february|march|april|may|june|july|august|september|october|november|december"),
        ("longmonth", "january|march|may|july|august|october|december"),
        ("ordinal", """
            first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth
            twenty (first|second|third|fourth|fifth|sixth|seventh|eighth)
            """),
        ("date", """
            <month> [the] <ordinal>
            [the] <ordinal> of <month>
            <longmonth> [the] (twenty ninth|thirtieth|thirty first)|[the] (twenty ninth|thirtieth|thirty first) of <longmonth>
            (april|june|september|november) [the] (twenty ninth|thirtieth)|[the] (twenty ninth|thirtieth) of (april|june|september|november)
            """),
        ("holiday", "christmas [day|eve]|new year|new year's [day|eve]|halloween|valentine's day|easter [sunday]|good friday|thanksgiving|boxing day|saint patrick's day"),
        ("day", """
            today|tomorrow|yesterday|[the] day after tomorrow|[the] day before yesterday
            [next|last|this] <weekday>
            <date>
            <holiday>
            in (<n99> (days|weeks)|a week|one week)
            (<n99> (days|weeks)|a week|one week) (ago|from now|from today)
            """),
        ("part", "morning|afternoon|evening|night"),
        ("when", "today|tonight|(tomorrow|<weekday>) [<part>]"),
        ("moment", "<clock> [[on] <when>]|<when> at <clock>"),
        ("daymoment", "<clock> [on] (today|(tomorrow|<weekday>) [<part>])|<when> at <clock>"),
        ("units", """
            [nautical|square] miles|[square|cubic] (meters|feet|inches|yards|centimeters)|[square] kilometers|millimeters
            kilograms|kilos|grams|milligrams|pounds|[fluid] ounces|stone|tons
            [degrees] (celsius|fahrenheit|centigrade)|kelvin
            liters|milliliters|gallons|quarts|pints|cups|tablespoons|teaspoons
            acres|hectares|(miles|kilometers) per hour|meters per second|knots
            seconds|minutes|hours|days|weeks|months|years|decades|centuries
            bytes|bits|kilobytes|megabytes|gigabytes|terabytes
            joules|calories|kilowatt hours|watts|kilowatts|horsepower|light years
            """),
        ("unit", """
            [nautical|square] mile|[square|cubic] (meter|foot|inch|yard|centimeter)|[square] kilometer|millimeter
            kilogram|kilo|gram|milligram|pound|[fluid] ounce|stone|ton
            liter|milliliter|gallon|quart|pint|cup|tablespoon|teaspoon|acre|hectare
            second|minute|hour|day|week|month|year|decade|century|kilobyte|megabyte|gigabyte|terabyte|light year
            """),
        ("quantity", "<number> <units>|(a|an|one|half a) <unit>|<d> (feet|foot) (<d>|ten|eleven) [inches]"),
        ("root", "[the] (square|cube) root of|(sine|cosine|tangent) of|half of|a (third|quarter) of|two thirds of|three quarters of|twice|double"),
        ("expression", "<number> ((plus|minus|times|multiplied by|divided by|over|to the power of|percent of) <number>|squared|cubed|factorial)|<root> <number>"),
        ("label", LabelNames),
        ("task", TaskNames),
        ("thing", ThingNames),
        ("value", "<digits>|<n99>|[a] (hundred|thousand)|red|blue|green|yellow|black|white|purple|orange|pink|brown|pizza|pasta|chocolate|coffee|tea|rice|chicken|fish|[on|in] <date>|(in|on|under) the (kitchen|bedroom|garage|car|drawer|table|desk|office|hall|fridge|living room)|at <clock>|on <weekday>"),
        ("fact", "my <thing> (is|are) <value>|((my car|the car|my bike) (is parked|parked)|i (am parked|parked)) [in|on] (level|row|floor|spot|space) <n99>"),
    ];

    /// <summary>The rules by name.</summary>
    public static FrozenDictionary<string, PatternNode> All { get; } = Read();

    /// <summary>What other tables give.</summary>
    private static Dictionary<string, PatternNode> Start() => new(PhraseTable.Rules, StringComparer.Ordinal)
    {
        ["place"] = new PatternNode.Choice([.. Places.Names.Select(n => n.ToLowerInvariant()).Where(n => !NotSpoken.Words.Overlaps(n.Split(' '))).Order(StringComparer.Ordinal).Select(Words)]),
    };

    private static FrozenDictionary<string, PatternNode> Read()
    {
        Dictionary<string, PatternNode> rules = Start();
        foreach ((string name, string pattern) in Texts)
        {
            // Each line is an alternative.
            string text = string.Join('|', pattern.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            rules[name] = PatternReader.Read(text, rules);
        }

        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static PatternNode Words(string text)
    {
        string[] words = text.Split(' ');
        return words.Length == 1 ? new PatternNode.Word(text) : new PatternNode.Sequence([.. words.Select(w => (PatternNode)new PatternNode.Word(w))]);
    }
}
