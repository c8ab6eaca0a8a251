/**
 * Start URLs of Huawei Cloud's user portal, and addresses that people mistake for one. Looks only at the text; sends
 * nothing.
 */
import { isLoopback } from '../shared/address.ts';

const FORM = 'https://idcenter.huaweicloud.com/d-xxxxxxxxxx/portal';

/** The directory's id, or the name that an administrator once chose: 1 to 62 letters, digits and hyphens, not d-…. */
const PORTAL_PATH = /^\/(d-[a-z0-9]{10}|(?!d-)[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?)\/portal$/i;
/** Sites in Europe have a separate domain. */
const HOSTS = ['.huaweicloud.com', '.huaweicloud.eu'];
const AWS_HOSTS = /\.(awsapps\.(com|cn)|app\.aws|amazonaws\.(com|com\.cn|eu))$/;

/** `ownEndpoint`: the service's hosts are custom, and so may be the portal's. */
export function startUrlProblem(text: string, ownEndpoint: boolean): string | undefined {
  if (!URL.canParse(text)) return `${quoted(text)} is not an address; it should look like ${FORM}`;
  const url = new URL(text);
  const { hostname, protocol } = url;
  if (url.username || url.password) return 'the start URL must not contain a user name or password';
  // Whether http on loopback is accepted depends on the mode; discovery decides it.
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(url)))
    return `the start URL ${quoted(text)} must start with https://`;
  if (AWS_HOSTS.test(hostname)) return `${hostname} is an AWS portal, not one of Huawei Cloud`;
  if (/^(console|auth|account)\b/.test(hostname))
    return `${hostname} is the console, not the user portal; ${likeThis()}`;
  if (ownEndpoint || isLoopback(url)) return undefined;
  if (!HOSTS.some((host) => hostname.endsWith(host))) return `${hostname} is not a Huawei Cloud host; ${likeThis()}`;
  if (directoryIn(text) === undefined) return `${quoted(text)} names no directory; ${likeThis()}`;
  return undefined;
}

/**
 * One spelling for addresses that people copy from the address bar: no query, no fragment, no trailing slash, host in
 * lower case.
 */
export function normalStartUrl(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

export function directoryIn(text: string): string | undefined {
  return PORTAL_PATH.exec(new URL(text).pathname.replace(/\/+$/, ''))?.[1];
}

const likeThis = (): string => `a start URL looks like ${FORM}`;
const quoted = (text: string): string => `'${text.slice(0, 200)}'`;
