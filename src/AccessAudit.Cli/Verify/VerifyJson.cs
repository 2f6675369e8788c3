using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Verify;

/// <summary>The report for programs; members are only ever added.</summary>
static class VerifyJson
{
    public static string Write(VerifyReport report)
    {
        using var bytes = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(bytes, options))
            Report(json, report);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    static void Report(Utf8JsonWriter json, VerifyReport report)
    {
        json.WriteStartObject();
        json.WriteString("verdict", Name(report.Verdict));
        json.WriteNumber("exitCode", (int)report.Verdict);
        json.WriteString("origin", report.Head?.Origin);
        if (report.Head is { } head)
            json.WriteNumber("size", head.Size);
        json.WriteString("root", report.Head?.Root.ToBase64());
        json.WriteString("key", report.Key?.ToString());
        json.WriteBoolean("keyIsFromLog", report.KeyIsFromLog);
        if (report.Since is { } since)
        {
            json.WriteStartObject("since");
            json.WriteNumber("size", since.Size);
            json.WriteString("root", since.Root.ToBase64());
            json.WriteEndObject();
        }
        json.WriteNumber("entries", report.Entries);
        json.WriteNumber("sessions", report.Sessions);
        json.WriteString("first", report.First?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));
        json.WriteString("last", report.Last?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));
        json.WriteNumber("files", report.Files);
        json.WriteStartArray("otherFiles");
        foreach (var path in report.OtherFiles)
            json.WriteStringValue(path);
        json.WriteEndArray();
        json.WriteNumber("otherSignatures", report.OtherSignatures);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
            Finding(json, finding);
        json.WriteEndArray();
        json.WriteNumber("findingsOmitted", report.FindingsOmitted);
        json.WriteEndObject();
    }

    static void Finding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("kind", Name(finding.Kind));
        json.WriteString("verdict", Name(finding.Verdict));
        json.WriteString("path", finding.Path);
        if (finding.Entry is { } entry)
            json.WriteNumber("entry", entry);
        if (finding.Expected is { } expected)
            json.WriteString("expected", expected);
        if (finding.Found is { } found)
            json.WriteString("found", found);
        if (finding.Why is { } why)
            json.WriteString("why", why);
        json.WriteEndObject();
    }

    static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
