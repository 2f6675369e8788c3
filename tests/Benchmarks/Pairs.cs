using System.Globalization;

namespace AccessAudit.Benchmarks;

/// <summary>Two things in turn, A B A B, and the ratio pair by pair: a machine whose speed drifts spoils neither.</summary>
static class Pairs
{
    public static async Task<(double A, double B, double Ratio)> MeasureAsync(
        int pairs, Func<Task<double>> a, Func<Task<double>> b)
    {
        await a();
        await b();
        var (ofA, ofB, ratios) = (new double[pairs], new double[pairs], new double[pairs]);
        for (var i = 0; i < pairs; i++)
        {
            ofA[i] = await a();
            ofB[i] = await b();
            ratios[i] = ofB[i] / ofA[i];
        }

        return (Median(ofA), Median(ofB), Median(ratios));
    }

    public static string Say(this double figure, string format = "0.00") => figure.ToString(format, CultureInfo.InvariantCulture);

    static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
