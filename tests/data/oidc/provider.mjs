// An OpenID Connect provider for the tests. Arguments: port, issuer, redirect address of hailong.
// Its sign-in page is a button for each account; nobody is asked for consent.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [port, issuer, redirect] = process.argv.slice(2);

const accounts = {
  known: { email: 'Lan@hungyen.example', email_verified: true, name: 'Nguyễn Thị Lan', roles: 'admin', unit: '33' },
  fresh: {
    email: 'moi@hungyen.example', email_verified: true, name: 'Trần Văn Mới',
    roles: ['offline_access', 'manager'], unit: '12049',
  },
  stranger: { email: 'khach@hungyen.example', email_verified: true },
  twofold: { email: 'hai@hungyen.example', email_verified: true, roles: ['admin', 'viewer'], unit: '33' },
  astray: { email: 'lac@hungyen.example', email_verified: true, roles: 'viewer', unit: '99999' },
  unverified: { email: 'lan@hungyen.example', email_verified: false },
  unsaid: { email: 'lan@hungyen.example' },
  silent: { name: 'Không Có Thư', roles: 'admin', unit: '33' },
};

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'hailong', client_secret: 'bi-mat-cua-hailong', redirect_uris: [redirect],
    response_types: ['code'], grant_types: ['authorization_code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'roles', 'unit'] },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
  pkce: { methods: ['S256'], required: () => true },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 600, Session: 600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  async loadExistingGrant({ oidc }) {
    const { clientId } = oidc.client;
    const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
const server = createServer(async (request, response) => {
  const address = new URL(request.url, issuer);
  if (!address.pathname.startsWith('/sign-in/')) return answer(request, response);
  if (request.method === 'GET') {
    const button = (id) => `<button name="account" value="${id}">${id}</button>`;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(`<form method="post">${Object.keys(accounts).map(button).join('')}</form>`);
  }
  let body = '';
  for await (const part of request) body += part;
  const accountId = new URLSearchParams(body).get('account');
  const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
  return provider.interactionFinished(request, response, result);
});
server.listen(Number(port), '127.0.0.1');
