using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>Random documents mean what the plain model says they mean.</summary>
public sealed class HoconModelTests
{
    [Fact]
    public void Layers_look_backs_and_concatenations_mean_what_the_model_says() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Agree(seed)).Check(Properties.Times(1000));

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "hocon-model")]
    public void Layers_look_backs_and_concatenations_mean_what_the_model_says_for_long() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Agree(seed)).Check(Properties.Times(200_000));

    private static void Agree(int seed)
    {
        var model = new HoconModel(seed);
        if (model.Meaning is not { } meaning)
        {
            Should.Throw<HoconException>(() => Parse(model.Text), model.Text).Message.ShouldContain("cannot be joined");
            return;
        }

        try
        {
            Text(Parse(model.Text)).ShouldBe(Text(Parse(meaning)), model.Text);
        }
        catch (HoconException error) when (model.HasMistakes)
        {
            // A mistake that a later value hides may be found all the same, where both are inside objects that are joined.
            error.Message.ShouldContain("cannot be joined");
        }
    }

    private static Sapphire.Kernel.Configuration.Config Parse(string text) => ConfigurationFactory.ParseString(text, _ => null);

    // Equal for equal values, whatever the order of their keys and whether a number is quoted.
    private static string Text(Sapphire.Kernel.Configuration.Config config) => Render(config.Tree);

    private static string Render(HoconNode node) => node switch
    {
        HoconObject value => $"{{{string.Join(", ", value.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + "=" + Render(field.Value)))}}}",
        HoconArray value => $"[{string.Join(", ", value.Items.Select(Render))}]",
        _ => $"\"{((HoconScalar)node).Text}\"",
    };
}
