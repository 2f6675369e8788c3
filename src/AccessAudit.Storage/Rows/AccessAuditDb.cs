using System.Text.Json;
using AccessAudit.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AccessAudit.Storage.Rows;

/// <summary>
/// Core's records as rows. Names are the records' in <c>snake_case</c>, instants Unix milliseconds, enums words, arrays
/// one column. Core never sees it: it speaks to <see cref="IStore"/>. One class for each make of database derives from it,
/// with migrations of its own.
/// </summary>
abstract partial class AccessAuditDb : DbContext
{
    protected AccessAuditDb(DbContextOptions options) : base(options)
    {
        ChangeTracker.AutoDetectChangesEnabled = false;
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        Database.AutoSavepointsEnabled = false;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Instants>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Tables(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.ClrType.Name));
            foreach (var property in entity.GetProperties())
                Map(entity, property);
        }
    }

    static void Map(IMutableEntityType entity, IMutableProperty property)
    {
        property.SetColumnName(Snake(property.Name));
        property.ValueGenerated = ValueGenerated.Never;
        property.IsConcurrencyToken = property.Name == nameof(IVersionedRow.Version)
            && entity.ClrType.IsAssignableTo(typeof(IVersionedRow));
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum)
            property.SetValueConverter(
                (ValueConverter)Activator.CreateInstance(typeof(Words<>).MakeGenericType(type))!);
    }

    static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
