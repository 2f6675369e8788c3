// An OpenID provider that nobody here wrote (npm oidc-provider), for the sign-in tests: on loopback, in memory, with a
// confidential client. Login LOGIN with password `pw-LOGIN` yields the subject `s-LOGIN`; consent is never asked.
// usage: node provider.mjs PORT GATEWAY_URL PLACE CLIENT_SECRET     PLACE: this authority's place in the settings
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [port, gateway, place, secret] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const page = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Other provider</title>${body}</html>`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'accessaudit',
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [`${gateway}/sign-in/${place}/callback`],
    post_logout_redirect_uris: [`${gateway}/sign-in/${place}/signed-out`],
  }],
  jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig', kid: 'test' }] },
  cookies: { keys: [randomBytes(32).toString('hex')], names: { session: 'other-session', interaction: 'other-interaction', resume: 'other-resume' } },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page(`${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
      },
    },
  },
});

const body = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
};

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) {
    await next();
    return;
  }

  if (ctx.method === 'POST') {
    const form = await body(ctx.req);
    if (form.get('cancel')) {
      await provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied' });
      ctx.respond = false;
      return;
    }

    const login = form.get('login');
    if (login && form.get('password') === `pw-${login}`) {
      await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: `s-${login}` } });
      ctx.respond = false;
      return;
    }
  }

  ctx.type = 'html';
  ctx.body = page(`<form method="post" action="${ctx.path}">
<label>Login <input name="login"></label>
<label>Password <input name="password" type="password"></label>
<button type="submit">Sign in</button>
</form>
<form method="post" action="${ctx.path}?cancel"><input type="hidden" name="cancel" value="yes">
<button type="submit">Cancel</button></form>`);
});

provider.listen(Number(port), 'localhost', () => console.log(`listening on ${issuer}`));
