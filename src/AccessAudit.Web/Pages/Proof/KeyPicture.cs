using QRCoder;

namespace AccessAudit.Web.Pages.Proof;

/// <summary>A text as a QR code: an SVG path without any style, which the page's policy lets through.</summary>
static class KeyPicture
{
    const int Quiet = 4;

    internal static string Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new System.Text.StringBuilder();
        // The generator's matrix has its own quiet zone of four modules.
        for (var y = Quiet; y < rows.Count - Quiet; y++)
        {
            for (var x = Quiet; x < rows.Count - Quiet; x++)
            {
                if (rows[y][x])
                {
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x - Quiet} {y - Quiet}h1v1h-1z");
                }
            }
        }

        var side = rows.Count - (2 * Quiet);
        return $"""
            <svg viewBox="0 0 {side} {side}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#000000" d="{path}"/></svg>
            """;
    }
}
