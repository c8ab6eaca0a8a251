/**
 * Start URLs of the AWS access portal in every form, and custom addresses that lead there. Looks up at most one
 * redirect of such an address and never follows it.
 */

import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext } from '../../core/provider/exchange.ts';
import { isLoopback } from '../shared/address.ts';
import { ask, trouble } from '../shared/http.ts';
import { PARTITIONS } from './endpoints.ts';

/** Hosts where only AWS can put a portal. `amazonaws.com` alone would admit anyone's bucket. */
const PORTAL_SUFFIXES = [
  '.awsapps.com',
  '.awsapps.cn',
  '.app.aws',
  '.app.amazonwebservices.com.cn',
  '.portal.amazonaws.com',
  '.portal.amazonaws.com.cn',
  '.portal.amazonaws.eu',
];
const PORTAL_HOSTS = ['identitycenter.amazonaws.com', 'identitycenter.amazonaws.com.cn'];

/** Host forms that name the region. */
const REGION_IN_HOST = [
  /^[^.]+\.portal\.([a-z0-9-]+)\.app\.(?:aws|amazonwebservices\.com\.cn)$/,
  /^[^.]+\.([a-z0-9-]+)\.portal\.amazonaws\.(?:com|com\.cn|eu)$/,
  /^start\.(cn-[a-z0-9-]+)\.home\.awsapps\.cn$/,
];

export function isPortalHost(host: string): boolean {
  return PORTAL_HOSTS.includes(host) || PORTAL_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/** The forms in use there are not published; these networks are AWS's own, so the person's input is accepted as it is. */
function isIsolated(host: string): boolean {
  return PARTITIONS.some(({ name, suffix }) => name.startsWith('aws-iso') && host.endsWith(`.${suffix}`));
}

export function regionInHost(host: string): string | undefined {
  return REGION_IN_HOST.map((form) => form.exec(host)?.[1]).find((region) => region !== undefined);
}

/** Says what is wrong with a start URL, or undefined. Http on loopback is for test mode; discovery checks it again. */
export function startUrlProblem(text: string, allowLoopbackHttp: boolean): string | undefined {
  if (!URL.canParse(text)) return `'${text.slice(0, 200)}' is not an address; it must start with https://`;
  const url = new URL(text);
  if (url.username || url.password) return 'the start URL must not contain a user name or password';
  if (url.protocol === 'https:') return undefined;
  if (allowLoopbackHttp && url.protocol === 'http:' && isLoopback(url)) return undefined;
  return `the start URL ${text.slice(0, 200)} must start with https://`;
}

/**
 * One spelling for addresses that people copy from the address bar: no `/#/…`, no query, no trailing slash, host in
 * lower case, and `/start` if only the host of an awsapps.com portal was given.
 */
export function normalStartUrl(text: string): string {
  const { protocol, host, hostname, pathname } = new URL(text);
  const path = pathname.replace(/\/+$/, '');
  const bare = path === '' && hostname.endsWith('.awsapps.com');
  return `${protocol}//${host}${bare ? '/start' : path}`;
}

/**
 * The portal's own URL. A custom address is asked once (HEAD, or GET if HEAD is unknown) and must answer with a
 * redirect to a portal of AWS. Rejects with `profile_invalid`, `provider_error`, `provider_unreachable`.
 */
export async function resolveStartUrl(context: ProviderContext, text: string): Promise<string> {
  const problem = startUrlProblem(text, context.allowLoopbackHttp);
  if (problem) throw notAPortal(`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  const given = normalStartUrl(text);
  const { hostname, protocol } = new URL(given);
  if (isPortalHost(hostname) || isIsolated(hostname)) return given;
  const response = await look(context, text);
  // A stand-in on loopback, in test mode only, is its own portal.
  if (protocol === 'http:' && response.ok) return given;
  return redirected(given, response);
}

async function look(context: ProviderContext, address: string): Promise<Response> {
  const head = await ask(context, address, { method: 'HEAD', headers: {} });
  if (head.status !== 405 && head.status !== 501) return head;
  return ask(context, address, { method: 'GET', headers: {} });
}

const REDIRECTS = [301, 302, 303, 307, 308];

function redirected(given: string, response: Response): string {
  const { host } = new URL(given);
  const { status } = response;
  if (!REDIRECTS.includes(status)) {
    const passing = trouble(response, host, 'start URL');
    if (passing) throw passing;
    throw notAPortal(`${given} is not an AWS access portal and does not lead to one (status ${status}).`);
  }
  const location = response.headers.get('location') ?? '';
  if (!URL.canParse(location, given)) throw notAPortal(`${given} redirects to an unreadable address.`);
  const target = new URL(location, given);
  const isSafe = target.protocol === 'https:' && !target.username && !target.password && !target.port;
  if (isSafe && isPortalHost(target.hostname)) return normalStartUrl(target.href);
  throw notAPortal(`${given} redirects to ${target.host || 'elsewhere'}, which is not an AWS access portal.`);
}

function notAPortal(message: string): LatchkeyError {
  return new LatchkeyError('profile_invalid', message, {
    hint: 'Copy the AWS access portal URL from the Identity Center console, or ask your administrator for it.',
  });
}
