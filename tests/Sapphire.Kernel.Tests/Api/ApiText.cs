using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sapphire.Kernel.Tests.Api;

/// <summary>The public surface of an assembly as sorted text: one line a type, and below it one line a member.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetTypes().Where(t => t.IsVisible && !IsGenerated(t)).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (string member in Members(type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && member is Type;

    private static string Head(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            _ => "class",
        };
        string modifier = kind != "class" ? "" : type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<string> bases = type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(Name).Order(StringComparer.Ordinal);
        if (type.BaseType is { } up && kind == "class" && up != typeof(object)) bases = bases.Prepend(Name(up));
        string list = string.Join(", ", bases);
        return $"{type.Namespace}: {modifier}{kind} {Name(type)}{(list.Length == 0 || kind == "enum" || kind == "delegate" ? "" : " : " + list)}{Constraints(type.IsGenericType ? type.GetGenericArguments() : [])}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (string name in Enum.GetNames(type)) yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}";
            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            yield return $"{Name(invoke.ReturnType)} Invoke({Parameters(invoke)})";
            yield break;
        }

        foreach (ConstructorInfo c in type.GetConstructors(Declared).Where(IsOpen)) yield return $"{Access(c)}new({Parameters(c)})";
        foreach (FieldInfo f in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return $"{(f.IsPublic ? "" : "protected ")}{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Name(f.FieldType)} {f.Name}{(f.IsLiteral ? " = " + Literal(f.GetRawConstantValue()) : "")}";
        foreach (PropertyInfo p in type.GetProperties(Declared))
        {
            string get = p.GetMethod is { } g && IsOpen(g) ? Access(g) + "get; " : "";
            string set = p.SetMethod is { } s && IsOpen(s) ? Access(s) + (s.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ") : "";
            if (get.Length + set.Length == 0) continue;
            MethodInfo accessor = (p.GetMethod ?? p.SetMethod)!;
            string index = p.GetIndexParameters() is { Length: > 0 } ps ? $"[{string.Join(", ", ps.Select(q => Name(q.ParameterType)))}]" : "";
            yield return $"{Modifiers(accessor)}{Name(p.PropertyType)}{Mark(() => Nullability.Create(p).ReadState)} {p.Name}{index} {{ {get}{set}}}";
        }

        foreach (EventInfo e in type.GetEvents(Declared).Where(e => IsOpen(e.AddMethod!))) yield return $"event {Name(e.EventHandlerType!)} {e.Name}";
        foreach (MethodInfo m in type.GetMethods(Declared).Where(m => IsOpen(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && m.Name != "<Clone>$"))
        {
            string arguments = m.IsGenericMethodDefinition ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "";
            string extends = m.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
            yield return $"{Access(m)}{Modifiers(m)}{Name(m.ReturnType)}{Mark(() => Nullability.Create(m.ReturnParameter).ReadState)} {m.Name}{arguments}({extends}{Parameters(m)}){Constraints(m.IsGenericMethodDefinition ? m.GetGenericArguments() : [])}";
        }
    }

    // "private protected" is not for users: it needs the assembly as well.
    private static bool IsOpen(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    private static string Access(MethodBase m) => m.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo m) =>
        m.IsStatic ? "static "
        : m.DeclaringType!.IsInterface ? (m.IsAbstract ? "" : "default ")
        : m.IsAbstract ? "abstract "
        : !m.IsVirtual || (m.IsFinal && m.GetBaseDefinition() == m) ? ""
        : m.GetBaseDefinition() != m ? (m.IsFinal ? "sealed override " : "override ") : "virtual ";

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")}{(p.IsOut ? "out " : p.IsIn ? "in " : p.ParameterType.IsByRef ? "ref " : "")}{Name(p.ParameterType)}{Mark(() => Nullability.Create(p).WriteState)} {p.Name}{(p.HasDefaultValue ? " = " + Literal(p.RawDefaultValue) : "")}"));

    private static string Mark(Func<NullabilityState> state) => state() == NullabilityState.Nullable ? "?" : "";

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string s => $"\"{s.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        bool b => b ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(a =>
    {
        GenericParameterAttributes attributes = a.GenericParameterAttributes;
        var all = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) all.Add("struct");
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) all.Add("class");
        all.AddRange(a.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Name).Order(StringComparer.Ordinal));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !all.Contains("struct")) all.Add("new()");
        return all.Count == 0 ? "" : $" where {a.Name} : {string.Join(", ", all)}";
    }));

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner);
        if (type.IsGenericParameter) return type.Name;
        string name = type switch
        {
            _ when type == typeof(void) => "void",
            _ when type == typeof(object) => "object",
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int",
            _ when type == typeof(long) => "long",
            _ when type == typeof(double) => "double",
            _ when type == typeof(byte) => "byte",
            _ => type.Name.Split('`')[0],
        };
        Type[] arguments = type.GetGenericArguments();
        int outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        if (type.IsNested) name = Name(outer == 0 ? type.DeclaringType! : type.DeclaringType!.MakeGenericType(arguments[..outer])) + "." + name;
        return arguments.Length > outer ? $"{name}<{string.Join(", ", arguments[outer..].Select(Name))}>" : name;
    }
}
