using System.Security.Cryptography;
using System.Text;
using AccessAudit.Contracts;

namespace AccessAudit.Requests;

/// <summary>
/// What an approval binds (control APR-03): the SHA-256, in lower-case hex, of this UTF-8 text, one <c>name value</c> line
/// per member, each ended by a line feed, in this order:
/// <code>
/// accessaudit/request/v1
/// client CLIENT-ID
/// technician ORGANIZATION-ID/PERSON-ID
/// target TARGET-ID
/// account ACCOUNT
/// protocol PROTOCOL
/// from RFC3339-UTC-SECONDS, or "approval" when access opens as soon as it is approved
/// minutes MINUTES
/// reason REASON
/// ticket TICKET, or nothing after the space
/// data CATEGORIES, sorted by code point and joined by commas
/// extends GRANT-ID, or nothing after the space
/// </code>
/// No value can hold a line feed: <see cref="Texts"/> folds what people type into one line, the rest are ids and slugs.
/// </summary>
public static class RequestHash
{
    public static string Of(AccessRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(request))));

    public static string CanonicalText(AccessRequest request) =>
        $"""
        accessaudit/request/v1
        client {request.Client}
        technician {request.RequesterOrganization}/{request.Requester}
        target {request.Target}
        account {request.Account}
        protocol {request.Protocol}
        from {(request.From is { } from ? Moments.Stamp(from) : "approval")}
        minutes {request.Minutes}
        reason {request.Reason}
        ticket {request.Ticket}
        data {string.Join(',', request.DataCategories.Order(StringComparer.Ordinal))}
        extends {request.Extends}

        """.ReplaceLineEndings("\n");
}
