namespace AccessAudit.Ledger.Verify;

/// <summary>Gathers every disagreement; never stops at the first.</summary>
sealed class Findings
{
    readonly List<Finding> _kept = [];
    bool _refuted;

    public IReadOnlyList<Finding> Kept => _kept;

    public long Omitted { get; private set; }

    public Verdict Verdict =>
        _refuted ? Verdict.Refuted : _kept.Count > 0 ? Verdict.CannotTell : Verdict.Proved;

    public void Add(
        FindingKind kind, string path, long? entry = null, string? expected = null, string? found = null,
        string? why = null)
    {
        var finding = new Finding
        {
            Kind = kind,
            Path = path,
            Entry = entry,
            Expected = expected,
            Found = found,
            Why = string.IsNullOrEmpty(why) ? null : why,
        };
        _refuted |= finding.Verdict == Verdict.Refuted;
        if (_kept.Count < VerifyReport.MaxFindings)
            _kept.Add(finding);
        else
            Omitted++;
    }
}
