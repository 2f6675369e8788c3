using AccessAudit.Requests;
using Xunit;

namespace AccessAudit.Core.Tests.Vectors;

public sealed class RequestHashTests
{
    static readonly AccessRequest Request = new()
    {
        Client = "c000000001",
        Id = "not-hashed",
        State = RequestState.Pending,
        RequesterOrganization = "p000000001",
        Requester = "person0000000001",
        Target = "target0000000001",
        Account = "maint",
        Protocol = "ssh",
        Reason = "Remplacer le certificat expiré",
        Ticket = "INC-4821",
        Minutes = 60,
        From = new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.FromHours(2)),
        DataCategories = ["paie", "comptabilite"],
        AskedAt = DateTimeOffset.UnixEpoch,
        ValidUntil = DateTimeOffset.UnixEpoch,
        Hash = "",
    };

    [Fact]
    public void The_canonical_text_is_frozen()
    {
        Assert.Equal(
            "accessaudit/request/v1\nclient c000000001\ntechnician p000000001/person0000000001\ntarget target0000000001\n"
            + "account maint\nprotocol ssh\nfrom 2026-06-01T08:00:00Z\nminutes 60\nreason Remplacer le certificat expiré\n"
            + "ticket INC-4821\ndata comptabilite,paie\nextends \n",
            RequestHash.CanonicalText(Request));

        // printf '...' | sha256sum
        Assert.Equal("0f23d8c3c2fa53cecf87102895eaae3412e6a4157703b7baa9926d0fde7bb94e", RequestHash.Of(Request));
    }

    [Fact]
    public void Everything_that_is_approved_moves_the_hash()
    {
        AccessRequest[] others =
        [
            Request with { Client = "c000000002" }, Request with { Requester = "person0000000002" },
            Request with { RequesterOrganization = "p000000002" }, Request with { Target = "target0000000002" },
            Request with { Account = "root" }, Request with { Protocol = "sftp" }, Request with { From = null },
            Request with { Minutes = 61 }, Request with { Reason = "Autre" }, Request with { Ticket = null },
            Request with { DataCategories = ["paie"] }, Request with { Extends = "grant" },
        ];

        Assert.Equal(others.Length + 1, others.Append(Request).Select(RequestHash.Of).Distinct().Count());
    }
}
