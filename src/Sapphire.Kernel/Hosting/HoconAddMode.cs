namespace Sapphire.Kernel.Hosting;

/// <summary>How settings that are added stand to those added before.</summary>
public enum HoconAddMode
{
    /// <summary>They fill the gaps of what is there.</summary>
    Append,

    /// <summary>They come before what is there.</summary>
    Prepend,

    /// <summary>They come before what is there.</summary>
    Replace,
}
