/**
 * The sandbox: an OpenID provider on 127.0.0.1 in one of the agent's threads, with one fictional person who approves with
 * one button. Everything is in memory. It sends its address to the agent and receives nothing from it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import Provider, { type Interaction, type OidcContext } from 'oidc-provider';
import { peersBy } from '../loopback/admission.ts';
import { guardLoopback } from '../loopback/guard.ts';
import { findInProcNet } from '../loopback/proc-net.ts';
import { configuration } from './configuration.ts';
import { approvePage, NAME, PERSON } from './pages.ts';

/** Was the person already asked for this sign-in: on the code's page, or at the step before? */
function isApproved({ deviceCode, lastSubmission }: Interaction): boolean {
  return deviceCode !== undefined || lastSubmission?.['login'] !== undefined;
}

async function approved(provider: Provider, interaction: Interaction): Promise<Record<string, unknown>> {
  const { prompt, params, grantId } = interaction;
  if (prompt.name === 'login') return { login: { accountId: PERSON.sub } };
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: PERSON.sub, clientId: params.client_id });
  if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
  if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
  return { consent: { grantId: await grant.save() } };
}

async function interact(provider: Provider, context: OidcContext): Promise<void> {
  const interaction = await provider.interactionDetails(context.req, context.res);
  if (context.method === 'POST' || isApproved(interaction)) {
    const merge = { mergeWithLastSubmission: interaction.prompt.name !== 'login' };
    const result = await approved(provider, interaction);
    context.redirect(await provider.interactionResult(context.req, context.res, result, merge));
    context.status = 303;
    return;
  }
  const client = await provider.Client.find(interaction.params.client_id);
  context.type = 'html';
  context.body = approvePage(context.path, client?.clientName ?? 'An application');
}

const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 });
const guard = guardLoopback(server, peersBy(findInProcNet));
server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(origin, configuration());
  provider.use(async (context, next) => {
    const { host, origin: from = origin } = context.req.headers;
    // Other users' programs are refused. So is another name that a page elsewhere gave this machine; it sends nothing here.
    const isForeign = guard.isStranger(context.req.socket);
    if (isForeign || host !== new URL(origin).host || from !== origin) {
      context.status = 421;
      context.body = NAME;
    } else if (context.path.startsWith('/interaction/')) await interact(provider, context);
    else await next();
  });
  server.on('request', provider.callback());
  parentPort?.postMessage(origin);
});
