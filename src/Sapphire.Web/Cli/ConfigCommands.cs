using System.CommandLine;

namespace Sapphire.Web.Cli;

/// <summary>The command lines of <c>config</c>.</summary>
internal static class ConfigCommands
{
    public static Command Create(Func<Option<string?>> homeOption)
    {
        Option<string?> home = homeOption();
        Command show = new("show", "Prints the configuration and every setting: value, and where it comes from.") { home };
        show.SetAction((r, token) => ConfigVerb.ShowAsync(r.GetValue(home), token));

        Option<string?> getHome = homeOption();
        Argument<string> getKey = Key();
        Command get = new("get", "Prints the value of a setting.") { getKey, getHome };
        get.SetAction((r, token) => ConfigVerb.GetAsync(r.GetValue(getHome), r.GetValue(getKey)!, token));

        Option<string?> setHome = homeOption();
        Argument<string> setKey = Key();
        Argument<string> value = new("value") { Description = "true or false, a number, a text, or a list with commas." };
        Command set = new("set", "Changes a setting in settings.json; a running server takes it over at once.") { setKey, value, setHome };
        set.SetAction((r, token) => ConfigVerb.SetAsync(r.GetValue(setHome), r.GetValue(setKey)!, r.GetValue(value)!, token));

        Option<string?> unsetHome = homeOption();
        Argument<string> unsetKey = Key();
        Command unset = new("unset", "Gives a setting its default again.") { unsetKey, unsetHome };
        unset.SetAction((r, token) => ConfigVerb.SetAsync(r.GetValue(unsetHome), r.GetValue(unsetKey)!, null, token));
        return new("config", "The configuration (sapphire.conf) and the settings (settings.json).") { show, get, set, unset };
    }

    private static Argument<string> Key() => new("key") { Description = "Its key, such as DEFAULT_AI_NAME: 'sapphire config show' names all of them." };
}
