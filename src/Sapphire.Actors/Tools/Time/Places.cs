using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Language;

namespace Sapphire.Actors.Tools.Time;

/// <summary>Big cities, some countries with one time zone, and their IANA zones.</summary>
internal static class Places
{
    private const string Table = """
        Europe/London: London, Edinburgh, Manchester, Glasgow, England, Scotland, United Kingdom, UK, Britain
        Europe/Dublin: Dublin, Ireland
        Europe/Paris: Paris, Lyon, Marseille, France
        Europe/Berlin: Berlin, Munich, Hamburg, Frankfurt, Cologne, Germany
        Europe/Madrid: Madrid, Barcelona, Seville, Spain
        Europe/Lisbon: Lisbon, Porto, Portugal
        Europe/Rome: Rome, Milan, Naples, Venice, Italy
        Europe/Amsterdam: Amsterdam, Rotterdam, Netherlands
        Europe/Brussels: Brussels, Antwerp, Belgium
        Europe/Zurich: Zurich, Geneva, Switzerland
        Europe/Vienna: Vienna, Austria
        Europe/Prague: Prague
        Europe/Warsaw: Warsaw, Krakow, Poland
        Europe/Budapest: Budapest, Hungary
        Europe/Copenhagen: Copenhagen, Denmark
        Europe/Stockholm: Stockholm, Gothenburg, Sweden
        Europe/Oslo: Oslo, Norway
        Europe/Helsinki: Helsinki, Finland
        Europe/Athens: Athens, Greece
        Europe/Bucharest: Bucharest, Romania
        Europe/Sofia: Sofia, Bulgaria
        Europe/Belgrade: Belgrade, Serbia
        Europe/Zagreb: Zagreb, Croatia
        Europe/Istanbul: Istanbul, Ankara, Turkey
        Europe/Kyiv: Kyiv, Kiev, Ukraine
        Europe/Moscow: Moscow, Saint Petersburg
        Atlantic/Reykjavik: Reykjavik, Iceland
        Africa/Cairo: Cairo, Egypt
        Africa/Lagos: Lagos, Nigeria
        Africa/Nairobi: Nairobi, Kenya
        Africa/Johannesburg: Johannesburg, Cape Town, South Africa
        Africa/Casablanca: Casablanca, Morocco
        Africa/Accra: Accra, Ghana
        Africa/Addis_Ababa: Addis Ababa, Ethiopia
        Asia/Jerusalem: Jerusalem, Tel Aviv, Israel
        Asia/Beirut: Beirut
        Asia/Baghdad: Baghdad
        Asia/Riyadh: Riyadh, Saudi Arabia
        Asia/Dubai: Dubai, Abu Dhabi
        Asia/Tehran: Tehran, Iran
        Asia/Karachi: Karachi, Lahore, Pakistan
        Asia/Kolkata: Mumbai, Delhi, New Delhi, Kolkata, Bangalore, Chennai, Hyderabad, India
        Asia/Kathmandu: Kathmandu, Nepal
        Asia/Dhaka: Dhaka, Bangladesh
        Asia/Bangkok: Bangkok, Thailand
        Asia/Ho_Chi_Minh: Ho Chi Minh City, Hanoi, Saigon, Vietnam
        Asia/Jakarta: Jakarta
        Asia/Kuala_Lumpur: Kuala Lumpur, Malaysia
        Asia/Singapore: Singapore
        Asia/Manila: Manila, Philippines
        Asia/Hong_Kong: Hong Kong
        Asia/Shanghai: Shanghai, Beijing, Shenzhen, Guangzhou, China
        Asia/Taipei: Taipei, Taiwan
        Asia/Seoul: Seoul, Busan, South Korea, Korea
        Asia/Tokyo: Tokyo, Osaka, Kyoto, Japan
        Australia/Sydney: Sydney, Canberra
        Australia/Melbourne: Melbourne
        Australia/Brisbane: Brisbane
        Australia/Adelaide: Adelaide
        Australia/Perth: Perth
        Pacific/Auckland: Auckland, Wellington, New Zealand
        Pacific/Honolulu: Honolulu, Hawaii
        America/Anchorage: Anchorage, Alaska
        America/Los_Angeles: Los Angeles, San Francisco, Seattle, San Diego, Las Vegas, Portland, California
        America/Vancouver: Vancouver
        America/Denver: Denver, Salt Lake City, Colorado
        America/Phoenix: Phoenix, Arizona
        America/Edmonton: Calgary, Edmonton
        America/Chicago: Chicago, Dallas, Houston, Austin, Minneapolis, New Orleans
        America/New_York: New York, New York City, NYC, Boston, Washington, Philadelphia, Miami, Atlanta, Florida
        America/Detroit: Detroit
        America/Toronto: Toronto, Montreal, Ottawa
        America/Halifax: Halifax
        America/St_Johns: St Johns
        America/Mexico_City: Mexico City
        America/Havana: Havana, Cuba
        America/Panama: Panama
        America/Bogota: Bogota, Colombia
        America/Lima: Lima, Peru
        America/Caracas: Caracas, Venezuela
        America/Santiago: Santiago, Chile
        America/Argentina/Buenos_Aires: Buenos Aires, Argentina
        America/Sao_Paulo: Sao Paulo, São Paulo, Rio de Janeiro
        America/Montevideo: Montevideo, Uruguay
        UTC: UTC, GMT, Greenwich
        """;

    private static readonly FrozenDictionary<string, (string Name, string Zone)> ByName = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(": "))
        .SelectMany(cells => cells[1].Split(", ").Select(name => (Name: name, Zone: cells[0])))
        .ToFrozenDictionary(p => Key(p.Name), StringComparer.Ordinal);

    /// <summary>The most words in a name.</summary>
    public const int MaxTokens = 4;

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ByName.Values.Select(v => v.Name)];

    /// <summary>The place of a name, in any case; null when it is not in the table.</summary>
    public static (string Name, string Zone)? Find(string name) => ByName.TryGetValue(Key(name), out (string, string) place) ? place : null;

    private static string Key(string name) => string.Join(' ', Tokenizer.Tokenize(name).Select(t => t.Text));
}
