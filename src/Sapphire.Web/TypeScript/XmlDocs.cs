using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Sapphire.Web.TypeScript;

/// <summary>The doc comments of an assembly, from the XML file beside it; empty where there is none.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary of a type.</summary>
    public string Summary(Type type) => Text(Member(type.Assembly, $"T:{type.FullName}")?.Element("summary"));

    /// <summary>The summary of a method of a type whose methods have names of their own.</summary>
    public string Summary(MethodInfo method)
    {
        string prefix = $"M:{method.DeclaringType!.FullName}.{method.Name}";
        Dictionary<string, XElement> members = Members(method.DeclaringType.Assembly);
        string? key = members.Keys.Where(k => k == prefix || k.StartsWith(prefix + "(", StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault();
        return Text(key is null ? null : members[key].Element("summary"));
    }

    /// <summary>What the docs say of a property of a positional record.</summary>
    public string Parameter(Type type, string name) =>
        Text(Member(type.Assembly, $"T:{type.FullName}")?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name)
            ?? Member(type.Assembly, $"P:{type.FullName}.{name}")?.Element("summary"));

    private XElement? Member(Assembly assembly, string name) => Members(assembly).GetValueOrDefault(name);

    private Dictionary<string, XElement> Members(Assembly assembly)
    {
        if (!_files.TryGetValue(assembly, out Dictionary<string, XElement>? members))
        {
            string file = Path.ChangeExtension(assembly.Location, ".xml");
            _files[assembly] = members = File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal)
                : [];
        }

        return members;
    }

    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        StringBuilder text = new();
        foreach (XNode node in element.DescendantNodes())
        {
            switch (node)
            {
                case XElement { Name.LocalName: "see" } see:
                    string reference = see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "";
                    text.Append('`').Append(reference[(reference.LastIndexOf('.') + 1)..]).Append('`');
                    break;
                case XElement { Name.LocalName: "paramref" } parameter:
                    string name = parameter.Attribute("name")?.Value ?? "";
                    text.Append('`').Append(TypeScriptGenerator.Camel(name)).Append('`');
                    break;
                case XText { Parent.Name.LocalName: "c" } code:
                    text.Append('`').Append(code.Value).Append('`');
                    break;
                case XText plain:
                    text.Append(plain.Value);
                    break;
                default:
                    break;
            }
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("*/", "* /", StringComparison.Ordinal);
    }
}
