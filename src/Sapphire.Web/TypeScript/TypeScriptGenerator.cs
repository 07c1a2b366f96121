using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Actors.Ids;

namespace Sapphire.Web.TypeScript;

/// <summary>
/// Writes TypeScript for contract types, by reflection: an interface for a record, a union of string literals for an enum,
/// a union of interfaces for a polymorphic base. Types come in the order of their names, so that the output is stable.
/// </summary>
internal sealed class TypeScriptGenerator
{
    private readonly SortedDictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _seen = new(StringComparer.Ordinal);
    private readonly NullabilityInfoContext _nullability = new();
    private readonly XmlDocs _docs = new();
    private readonly StringBuilder _hubs = new();

    /// <summary>The name of a property in JSON.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>Adds a type and all that it reaches.</summary>
    /// <exception cref="NotSupportedException">It reaches something that has no TypeScript here.</exception>
    public void Add(Type type) => Name(type);

    /// <summary>Adds the methods of a hub: name, arguments, result, and whether it streams.</summary>
    public void AddHub(Type hub, string name)
    {
        Doc(_hubs, "", _docs.Summary(hub));
        _hubs.Append("export interface ").Append(name).Append(" {\n");
        List<string> streams = [];
        foreach (MethodInfo method in hub.GetMethods().OrderBy(m => m.MetadataToken))
        {
            Doc(_hubs, "  ", _docs.Summary(method));
            IEnumerable<string> arguments = method.GetParameters()
                .Where(p => p.ParameterType != typeof(CancellationToken))
                .Select(p => $"{Camel(p.Name!)}: {Name(p.ParameterType, _nullability.Create(p))}");
            Type result = method.ReturnType;
            NullabilityInfo nullability = _nullability.Create(method.ReturnParameter);
            string returns;
            if (result == typeof(Task))
            {
                returns = "Promise<void>";
            }
            else if (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(Task<>))
            {
                returns = $"Promise<{Name(result.GetGenericArguments()[0], nullability.GenericTypeArguments[0])}>";
            }
            else if (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            {
                returns = $"AsyncIterable<{Name(result.GetGenericArguments()[0], nullability.GenericTypeArguments[0])}>";
                streams.Add(method.Name);
            }
            else
            {
                throw new NotSupportedException($"{hub.Name}.{method.Name} returns {result}.");
            }

            _hubs.Append("  ").Append(method.Name).Append('(').AppendJoin(", ", arguments).Append("): ").Append(returns).Append(";\n");
        }

        _hubs.Append("}\n\n/** The methods of `").Append(name).Append("` that are called with `stream`, not `invoke`. */\n")
            .Append("export const ").Append(Camel(name)).Append("Streams = [").AppendJoin(", ", streams.Select(s => $"'{s}'")).Append("] as const;\n\n");
    }

    /// <inheritdoc />
    public override string ToString()
    {
        StringBuilder file = new("// Generated from the C# contracts by 'sapphire types'. Do not edit.\n\n");
        file.Append(_hubs).AppendJoin("\n", _types.Values);
        return file.ToString();
    }

    private string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying)} | null";
        }

        string name = NameOfNotNull(type, nullability);
        // JSON comes and goes: what may be written as null may be read as null.
        return nullability?.ReadState == NullabilityState.Nullable ? $"{name} | null" : name;
    }

    private string NameOfNotNull(Type type, NullabilityInfo? nullability)
    {
        if (type == typeof(string) || type == typeof(byte[]) || type == typeof(Guid) || type == typeof(DateTimeOffset) || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGuidId<>)))
        {
            return "string";
        }

        if (type == typeof(bool))
        {
            return "boolean";
        }

        if (type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(float) || type == typeof(decimal))
        {
            return "number";
        }

        if (type == typeof(JsonElement))
        {
            return "unknown";
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } definition)
        {
            NullabilityInfo[] arguments = nullability?.GenericTypeArguments ?? [];
            // An upload: the client hands a stream over.
            if (definition == typeof(IAsyncEnumerable<>))
            {
                return $"AsyncIterable<{Name(type.GetGenericArguments()[0], arguments.ElementAtOrDefault(0))}>";
            }

            if (definition == typeof(IReadOnlyList<>) || definition == typeof(System.Collections.Immutable.ImmutableArray<>))
            {
                string item = Name(type.GetGenericArguments()[0], arguments.ElementAtOrDefault(0));
                return item.Contains(' ', StringComparison.Ordinal) ? $"readonly ({item})[]" : $"readonly {item}[]";
            }

            if (definition == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments()[0] == typeof(string))
            {
                return $"Readonly<Record<string, {Name(type.GetGenericArguments()[1], arguments.ElementAtOrDefault(1))}>>";
            }
        }

        if (type.Namespace?.StartsWith("Sapphire.", StringComparison.Ordinal) != true || type.IsGenericType)
        {
            throw new NotSupportedException($"There is no TypeScript for {type}.");
        }

        if (_seen.TryAdd(type.Name, type))
        {
            Declare(type);
        }
        else if (_seen[type.Name] != type)
        {
            throw new NotSupportedException($"{type} and {_seen[type.Name]} have one name.");
        }

        return type.Name;
    }

    private void Declare(Type type)
    {
        StringBuilder text = new();
        Doc(text, "", _docs.Summary(type));
        if (type.IsEnum)
        {
            IEnumerable<string> names = type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name);
            text.Append("export type ").Append(type.Name).Append(" = ").AppendJoin(" | ", names.Select(n => $"'{n}'")).Append(";\n");
        }
        else if (type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).ToArray() is { Length: > 0 } derived)
        {
            text.Append("export type ").Append(type.Name).Append(" =");
            foreach (JsonDerivedTypeAttribute attribute in derived)
            {
                text.Append("\n  | ").Append(Name(attribute.DerivedType));
            }

            text.Append(";\n");
        }
        else
        {
            Interface(text, type);
        }

        _types[type.Name] = text.ToString();
    }

    private void Interface(StringBuilder text, Type type)
    {
        text.Append("export interface ").Append(type.Name).Append(" {\n");
        if (type.BaseType?.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).FirstOrDefault(a => a.DerivedType == type) is { } attribute)
        {
            string discriminator = type.BaseType.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false)?.TypeDiscriminatorPropertyName ?? "$type";
            text.Append("  readonly ").Append(discriminator).Append(": '").Append(attribute.TypeDiscriminator).Append("';\n");
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0).OrderBy(p => p.MetadataToken))
        {
            Doc(text, "  ", _docs.Parameter(type, property.Name));
            text.Append("  readonly ").Append(Camel(property.Name)).Append(": ").Append(Name(property.PropertyType, _nullability.Create(property))).Append(";\n");
        }

        text.Append("}\n");
    }

    private static void Doc(StringBuilder text, string indent, string doc)
    {
        if (doc.Length > 0)
        {
            text.Append(indent).Append("/** ").Append(doc).Append(" */\n");
        }
    }
}
