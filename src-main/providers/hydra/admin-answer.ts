/** What Hydra's admin API answered: a client, or the meaning of its refusal. Finds out whether it is an admin API at all. */

import { LatchkeyError } from '../../core/errors.ts';
import type { AdminExchange, ManagedClient } from '../../core/provider/client-admin.ts';
import { secret } from '../../core/secret.ts';
import { because } from '../oidc/protocol/errors.ts';
import { hostOf } from '../shared/address.ts';
import { ask, type Json, jsonObject, trouble } from '../shared/http.ts';
import { readableCode, readableText } from '../shared/readable.ts';

const HEADERS = { accept: 'application/json' };

/** Secrets separate from the rest. Rejects with `admin_url_wrong`: it was JSON, but not a client. */
export function managedClient(json: Json | undefined, adminUrl: string): ManagedClient {
  const { client_secret: clientSecret, registration_access_token: token, ...fields } = json ?? {};
  const id = fields['client_id'];
  if (typeof id !== 'string' || id === '') throw notAdmin(adminUrl, 'answers with something that is not a client');
  return {
    id,
    fields,
    ...(typeof clientSecret === 'string' && clientSecret !== '' && { clientSecret: secret(clientSecret) }),
    ...(typeof token === 'string' && token !== '' && { registrationAccessToken: secret(token) }),
  };
}

/** Rejects with the meaning of a refusal; `id` is the client that the request was about. */
export async function demandGood(exchange: AdminExchange, response: Response, id: string | undefined): Promise<void> {
  if (response.ok) return;
  const { adminUrl } = exchange;
  const passing = trouble(response, hostOf(adminUrl), 'admin API');
  if (passing) throw passing;
  const { status } = response;
  if (status === 404 || status === 405) throw await notFound(exchange, id);
  const reason = because(refusalOf(await jsonObject(response)));
  if (status === 400 || status === 422) {
    throw new LatchkeyError('client_invalid', `Hydra did not accept the client${reason}.`, {
      hint: 'Correct that field and try again. Nothing was changed.',
    });
  }
  if (status === 409) throw new LatchkeyError('client_exists', `This client already exists${reason}.`);
  throw new LatchkeyError(
    'provider_refused',
    `The admin API at ${hostOf(adminUrl)} refused (status ${status})${reason}.`,
    {
      hint: 'Ask its administrator whether it may be used from here; Latchkey sends no credentials to it.',
    },
  );
}

/** As OAuth errors do (errorOAuth2), or in the form of the rest of its API (genericError), flat or in an object. */
function refusalOf(json: Json | undefined): { error: string; description: string } {
  const error = json?.['error'];
  const nested = typeof error === 'object' && error !== null ? (error as Json) : {};
  const own = ['error_description', 'reason', 'message'].map((name) => json?.[name]);
  const texts = [...own, nested['reason'], nested['message'], error];
  return { error: readableCode(error), description: texts.map(readableText).find((text) => text !== '') ?? '' };
}

/** A 404 means "no such client" only if there is an admin API. */
async function notFound(exchange: AdminExchange, id: string | undefined): Promise<LatchkeyError> {
  const { adminUrl } = exchange;
  if (id !== undefined && (await isAdminApi(exchange))) {
    return new LatchkeyError('client_unknown', `Hydra has no client '${id.slice(0, 80)}'.`);
  }
  const issuer = await issuerAt(exchange);
  if (issuer === undefined) return notAdmin(adminUrl, 'has no Hydra admin API');
  return notAdmin(adminUrl, `is the public address of ${issuer}; the admin API has a different one`);
}

async function isAdminApi({ context, adminUrl }: AdminExchange): Promise<boolean> {
  const response = await ask(context, `${adminUrl}/admin/clients?page_size=1`, { method: 'GET', headers: HEADERS });
  return response.status === 200 && Array.isArray(await parsed(response));
}

async function issuerAt({ context, adminUrl }: AdminExchange): Promise<string | undefined> {
  const address = `${adminUrl}/.well-known/openid-configuration`;
  const response = await ask(context, address, { method: 'GET', headers: HEADERS });
  const issuer = response.status === 200 ? (await jsonObject(response))?.['issuer'] : undefined;
  return typeof issuer === 'string' ? issuer.replace(/[^\x21-\x7e]/g, '?').slice(0, 200) : undefined;
}

export function notAdmin(adminUrl: string, why: string): LatchkeyError {
  return new LatchkeyError('admin_url_wrong', `${adminUrl.slice(0, 200)} ${why}.`);
}

/** The body as JSON, or undefined. */
export async function parsed(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    return undefined;
  }
}
