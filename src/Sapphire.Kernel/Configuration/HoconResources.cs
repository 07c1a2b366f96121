using System.Reflection;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Resources that are embedded in assemblies: what the class path is to the specification. A name is looked up as it
/// stands, with dots for its slashes (as the build names resources), and behind the name of the assembly.
/// </summary>
internal static class HoconResources
{
    /// <summary>The resource of a name, where the root is meant whether or not the name begins with <c>/</c>.</summary>
    /// <param name="assembly">The assembly; null for the one that the program was started with.</param>
    /// <param name="name">The name.</param>
    public static HoconSource? Find(Assembly? assembly, string name)
    {
        assembly ??= Assembly.GetEntryAssembly();
        name = name.TrimStart('/');
        if (assembly is null || name.Length == 0)
            return null;
        var dotted = name.Replace('/', '.');
        return Exact(assembly, name) ?? Exact(assembly, dotted) ?? Exact(assembly, $"{assembly.GetName().Name}.{dotted}");
    }

    /// <summary>The resource beside the one that includes; a name that begins with <c>/</c> is looked up from the root.</summary>
    public static HoconSource? FindBeside(HoconSource from, string name)
    {
        if (name.StartsWith('/'))
            return Find(from.Assembly, name);
        var resource = from.Resource!;
        if (resource.LastIndexOf('/') is >= 0 and var slash)
            return Exact(from.Assembly!, resource[..(slash + 1)] + name);
        // Of A.B.reference.conf the folder is A.B: the last two parts are the file.
        var folder = resource[..(resource.LastIndexOf('.', Math.Max(resource.LastIndexOf('.') - 1, 0)) + 1)];
        return Exact(from.Assembly!, folder + name.Replace('/', '.')) ?? Exact(from.Assembly!, name);
    }

    private static HoconSource? Exact(Assembly assembly, string name) =>
        assembly.GetManifestResourceInfo(name) is null ? null : HoconSource.OfResource(assembly, name);
}
