// Starts npm's oidc-provider on a free port of this machine for the sign-in
// tests of internal/accesso, and prints its issuer as one line of JSON. It ends
// when its standard input is closed, so it never outlives the test.
//
// Settings come as JSON in OP_CONFIG: redirect (address of PAsS's answer page),
// acr (level that is declared), jwks (public keys of the private_key_jwt
// client), person (claims of whoever signs in).
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { redirect, acr, jwks, person } = JSON.parse(process.env.OP_CONFIG);
const fiscal = 'https://attributes.eid.gov.it/fiscal_number';
const levels = [1, 2, 3].map((n) => `https://www.spid.gov.it/SpidL${n}`);

const common = { redirect_uris: [redirect], post_logout_redirect_uris: [redirect.replace('/ritorno', '')], response_types: ['code'], grant_types: ['authorization_code'] };
const clients = [{ ...common, client_id: 'pass', client_secret: 'un-segreto-con-caratteri-strani-%+/=:&' }];
if (jwks) {
  clients.push({ ...common, client_id: 'pass-chiave', token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: jwks.keys[0].alg, jwks });
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const server = createServer();

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    acrValues: levels,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'op', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['solo-per-le-prove'] },
    claims: { openid: ['sub'], acr: null, given_name: null, family_name: null, email: null, [fiscal]: null },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true }, revocation: { enabled: true } },
    interactions: { url: (_ctx, interaction) => `/interazione/${interaction.uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...person }) }),
  });

  // Whoever comes is signed in and agrees.
  async function interact(req, res) {
    const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
    if (prompt.name === 'login') {
      return provider.interactionFinished(req, res, { login: { accountId: `soggetto-${person[fiscal]}`, acr } });
    }
    const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
    if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
    return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
  }

  const callback = provider.callback();
  server.on('request', (req, res) => {
    if (!req.url.startsWith('/interazione/')) return callback(req, res);
    return interact(req, res).catch((err) => {
      console.error(err);
      res.writeHead(500).end(String(err));
    });
  });
  provider.on('server_error', (_ctx, err) => console.error(err));
  console.log(JSON.stringify({ issuer }));
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
