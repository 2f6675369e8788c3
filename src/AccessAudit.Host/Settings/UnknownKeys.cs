using System.Collections;

namespace AccessAudit.Host.Settings;

/// <summary>Finds every configured name that no setting has: a typo must not silently weaken a control.</summary>
static class UnknownKeys
{
    internal static IEnumerable<string> Of(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (IsList(type))
            {
                foreach (var key in Of(child, type.GetElementType() ?? type.GetGenericArguments()[0]))
                {
                    yield return key;
                }

                continue;
            }

            var property = IsPlain(type)
                ? null
                : type.GetProperties().FirstOrDefault(
                    known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return child.Path;
                continue;
            }

            foreach (var key in Of(child, property.PropertyType))
            {
                yield return key;
            }
        }
    }

    static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    static bool IsPlain(Type type) =>
        type == typeof(string) || type.IsPrimitive || Nullable.GetUnderlyingType(type) is not null;
}
