namespace Sapphire.Audio.Devices;

/// <summary>
/// What stands in the settings for a microphone or a speaker: <c>default</c>, the name of a device or a part of it, <c>none</c>,
/// or a file: <c>wav:PATH</c> (a microphone hears it once), <c>loop:PATH</c> (again and again), <c>cue:PATH</c> (when told to).
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name of the device, or the path; empty for none.</param>
public sealed record DeviceAddress(DeviceKind Kind, string Name)
{
    /// <summary>Reads an address; an empty one is <c>default</c>.</summary>
    public static DeviceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string address = text.Trim();
        foreach ((string scheme, DeviceKind kind) in new[] { ("wav:", DeviceKind.File), ("loop:", DeviceKind.Loop), ("cue:", DeviceKind.Cue) })
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return new(kind, address[scheme.Length..].Trim());
            }
        }

        return address.Length == 0 ? new(DeviceKind.Device, "default")
            : string.Equals(address, "none", StringComparison.OrdinalIgnoreCase) ? new(DeviceKind.None, string.Empty)
            : new(DeviceKind.Device, address);
    }
}
