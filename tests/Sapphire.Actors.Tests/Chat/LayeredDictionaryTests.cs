using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Tests.Chat;

public sealed class LayeredDictionaryTests
{
    [Fact]
    public void Any_changes_and_looks_give_what_a_plain_dictionary_gives()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte[] Start, (byte Key, int Value, bool Look)[] Steps)>(), given =>
        {
            Dictionary<byte, int> model = given.Start.Distinct().ToDictionary(key => key, key => -key);
            LayeredDictionary<byte, int>.Builder builder = new(new LayeredDictionary<byte, int>(model));
            List<(LayeredDictionary<byte, int> Seen, Dictionary<byte, int> Model)> looks = [];
            foreach ((byte key, int value, bool look) in given.Steps)
            {
                builder[key] = model[key] = value;
                builder[key].ShouldBe(value);
                if (look)
                {
                    looks.Add((builder.ToDictionary(), new(model)));
                }
            }

            looks.Add((builder.ToDictionary(), model));
            foreach ((LayeredDictionary<byte, int> seen, Dictionary<byte, int> then) in looks)
            {
                seen.Count.ShouldBe(then.Count);
                seen.OrderBy(pair => pair.Key).ShouldBe(then.OrderBy(pair => pair.Key));
                seen.Keys.Order().ShouldBe(then.Keys.Order());
                seen.Values.Order().ShouldBe(then.Values.Order());
                for (int key = 0; key <= byte.MaxValue; key++)
                {
                    seen.ContainsKey((byte)key).ShouldBe(then.ContainsKey((byte)key));
                    seen.TryGetValue((byte)key, out int value).ShouldBe(then.TryGetValue((byte)key, out int expected));
                    value.ShouldBe(expected);
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));
    }

    [Fact]
    public void A_key_that_is_missing_or_comes_twice_is_an_error()
    {
        Should.Throw<KeyNotFoundException>(() => new LayeredDictionary<int, int>([])[1]);
        Should.Throw<KeyNotFoundException>(() => new LayeredDictionary<int, int>.Builder(new([]))[1]);
        Should.Throw<ArgumentException>(() => new LayeredDictionary<int, int>([new(1, 1), new(1, 2)]));
    }
}
