using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>The tokens of a kept sign-in, renewed without a word when the access token ends.</summary>
sealed class KeptTokens(SignInStore store, Uri server, Texts texts, TimeProvider clock) : ITokens
{
    string? _access;
    string? _refused;

    /// <exception cref="VerbEndedException">Nobody is signed in there, or the provider ended it.</exception>
    public async Task<string> AccessAsync(CancellationToken ct) => _access ??= await RenewAsync(ct);

    public bool Forget()
    {
        if (_refused is not null)
            return false;
        (_refused, _access) = (_access, null);
        return true;
    }

    async Task<string> RenewAsync(CancellationToken ct)
    {
        if (IsGood(store.Read().At(server)) is { } known)
            return known;
        // Another process may have renewed it while we waited for our turn: look again.
        var after = await store.ChangeAsync(async before =>
            IsGood(before.At(server)) is not null ? null : before.With(server, await RefreshAsync(before.At(server), ct)) with
            {
                Last = before.Last,
            }, ct);
        return after.At(server)!.AccessToken;
    }

    string? IsGood(KeptSignIn? kept) => kept is null ? throw NotSignedIn()
        : kept.IsFreshAt(clock.GetUtcNow()) && kept.AccessToken != _refused ? kept.AccessToken
        : null;

    async Task<KeptSignIn> RefreshAsync(KeptSignIn? kept, CancellationToken ct)
    {
        if (kept?.RefreshToken is null)
            throw NotSignedIn();
        try
        {
            using var provider = await Provider.DiscoverAsync(kept.Issuer, ct);
            var answer = await provider.AskTokenAsync(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = kept.RefreshToken,
                ["client_id"] = kept.ClientId,
            }, ct);
            if ((int)answer.Status >= 500)
                throw new HttpRequestException($"{kept.Issuer}: {(int)answer.Status}");
            if (!answer.IsYes)
                throw NotSignedIn();
            var granted = answer.Read<FormAnswer.Granted>();
            return kept with
            {
                AccessToken = granted.AccessToken,
                RefreshToken = granted.RefreshToken ?? kept.RefreshToken,
                GoodUntil = clock.GetUtcNow().AddSeconds(granted.ExpiresIn),
            };
        }
        catch (Exception broken) when (Api.IsBroken(broken, ct))
        {
            throw new VerbEndedException(Exit.CannotTell, "cli.unreachable", texts.Say(
                $"The identity provider does not answer: {broken.Message}",
                $"Le fournisseur d'identité ne répond pas : {broken.Message}"));
        }
    }

    VerbEndedException NotSignedIn() => new(Exit.Refused, "cli.not_signed_in",
        texts.Say($"You are not signed in at {SignIns.Name(server)}.", $"Vous n'êtes pas connecté à {SignIns.Name(server)}."),
        SignInHint.For(server, texts));
}
