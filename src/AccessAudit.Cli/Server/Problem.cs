using System.Net;
using System.Text.Json;

namespace AccessAudit.Cli.Server;

/// <summary>The gateway's no, as RFC 9457 writes it.</summary>
sealed record Problem(string Code, string Detail)
{
    /// <summary>What a verb ends with when the gateway answered this.</summary>
    public static VerbEndedException End(HttpStatusCode status, string body, Texts texts)
    {
        var problem = TryRead(body) ?? new Problem("cli.no_problem", texts.Say(
            $"the server answered {(int)status}", $"le serveur a répondu {(int)status}"));
        var exit = (int)status >= 500 ? Exit.CannotTell : Exit.Refused;
        return new VerbEndedException(exit, problem.Code, problem.Detail) { Status = (int)status };
    }

    static Problem? TryRead(string body)
    {
        try
        {
            return Wire.Read<Problem>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
