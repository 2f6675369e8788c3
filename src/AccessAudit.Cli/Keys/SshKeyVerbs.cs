using System.CommandLine;
using AccessAudit.Cli.Server;
using AccessAudit.Cli.Terminal;

namespace AccessAudit.Cli.Keys;

/// <summary>
/// <c>accessaudit ssh-key add | list | revoke</c>: the keys by which the gateway knows me. Adding takes a code; taking one
/// away is free.
/// </summary>
static class SshKeyVerbs
{
    public static Command Create() => new("ssh-key", "Add, list and revoke the SSH keys the gateway knows you by.")
    {
        Add(), List(), Revoke(),
    };

    static Command Add()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The public half, as ~/.ssh/id_ed25519.pub." };
        var label = new Option<string?>("--label") { Description = "What you call it; otherwise the key's comment.", HelpName = "TEXT" };
        var otp = CodePrompt.Option();
        file.AcceptExistingOnly();
        return RemoteVerb.Create(
            "add", "Add a public key, with a one-time code.", [file, label, otp],
            async (parsed, visit, ct) =>
            {
                var line = (await File.ReadAllTextAsync(parsed.GetRequiredValue(file).FullName, ct)).Trim();
                if (line.StartsWith("-----", StringComparison.Ordinal))
                {
                    throw visit.Unclear("cli.private_key",
                        "This is the private half, which must never leave your machine: give the .pub file.",
                        "C’est la moitié privée, qui ne doit jamais quitter votre machine : donnez le fichier .pub.");
                }

                return visit.Show<SshKeyFacts>(
                    await visit.Api.PostAsync("me/ssh-keys", new()
                    {
                        ["publicKey"] = line,
                        ["label"] = parsed.GetValue(label),
                        ["otp"] = await CodePrompt.ReadAsync(parsed.GetValue(otp), visit.Texts, ct),
                    }, ct),
                    key => Texts.Safe(visit.Say($"Added: {key.Fingerprint} {key.Label}", $"Ajoutée : {key.Fingerprint} {key.Label}")));
            });
    }

    static Command List() => RemoteVerb.Create(
        "list", "List your keys.", [],
        async (_, visit, ct) => visit.ShowList<SshKeyFacts>(
            await visit.Api.ListAsync("me/ssh-keys", ct),
            visit.Say("No keys.", "Aucune clé."),
            visit.Texts.Tag == "fr" ? ["EMPREINTE", "NOM", "AJOUTÉE", "RÉVOQUÉE"] : ["FINGERPRINT", "LABEL", "ADDED", "REVOKED"],
            key => [key.Fingerprint, key.Label, visit.Texts.Time(key.AddedAt), visit.Texts.Time(key.RevokedAt)]));

    static Command Revoke()
    {
        var key = new Argument<string>("FINGERPRINT") { Description = "As the list shows it." };
        return RemoteVerb.Create(
            "revoke", "Take a key away; no code is needed.", [key],
            async (parsed, visit, ct) => visit.Show<SshKeyFacts>(
                await visit.Api.PostAsync("me/ssh-keys/revoke", new() { ["fingerprint"] = parsed.GetRequiredValue(key) }, ct),
                gone => Texts.Safe(visit.Say($"Revoked: {gone.Fingerprint}", $"Révoquée : {gone.Fingerprint}"))));
    }
}

sealed record SshKeyFacts(string Fingerprint, string Label, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt = null);
