/**
 * `latchkey kube-credential NAME`: an exec credential plugin for kubectl (client.authentication.k8s.io). On success one
 * ExecCredential on standard output; on failure nothing there, the reason on standard error, which kubectl shows, and an
 * exit code. It never reads standard input and never asks anything. Loads only the client.
 */
import { plainJson } from '../../src-shared/plain-json.ts';
import { present } from '../../src-shared/present.ts';
import { profilePath, request } from '../agent/client.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { parseDurationS } from '../line/duration.ts';
import { CliError, usageError } from '../line/errors.ts';
import { answerAtOnce } from '../line/output.ts';
import { accessTokenOf } from '../tokens/token-command.ts';

export const KUBE_CREDENTIAL: Command = {
  name: 'kube-credential',
  summary: 'Print the access token for kubectl',
  details:
    'The exec credential plugin for kubectl and everything else that reads a kubeconfig; `latchkey kube-config NAME` ' +
    'prints or writes the entry that calls it. It answers in the API version that kubectl asks for in ' +
    'KUBERNETES_EXEC_INFO, otherwise in v1.',
  args: PROFILE,
  options: [{ name: 'min-ttl', value: 'TIME', help: 'Minimum time the token must still be valid (default: 1m)' }],
  examples: [
    ['latchkey kube-credential work', "the access token of 'work'"],
    ['latchkey kube-config work --write --context dev', "have kubectl ask for it in the context 'dev'"],
  ],
  run,
};

const GROUP = 'client.authentication.k8s.io';
/** kubectl 1.20 knows v1beta1 and v1alpha1; v1 exists since 1.22, and v1alpha1 is gone since 1.24. */
const VERSIONS: readonly string[] = [`${GROUP}/v1`, `${GROUP}/v1beta1`, `${GROUP}/v1alpha1`];
/** It may hold a cluster's certificates; no current system passes a variable of this length. */
const MAX_INFO_LENGTH = 1_048_576;
const MIN_TTL_S = 60;
/** kubectl uses a token up to the last moment, when it may expire on its way; so we report an earlier expiry. */
const EARLY_S = 10;

async function run(call: Call): Promise<void> {
  const apiVersion = versionAsked(process.env['KUBERNETES_EXEC_INFO']);
  const given = await tokenFor(call);
  const status = present({ token: accessTokenOf(given), expirationTimestamp: endOf(given) });
  answerAtOnce(plainJson({ apiVersion, kind: 'ExecCredential', status }));
}

/** Only `--min-ttl` is a demand: if no token lives a minute, or its lifetime is unknown, kubectl gets one anyway. */
async function tokenFor(call: Call): Promise<unknown> {
  const least = optionValue(call, 'min-ttl');
  const seconds = least === undefined ? MIN_TTL_S : parseDurationS(least, 'min-ttl');
  const path = `${profilePath(call.words[0] ?? '')}/token`;
  try {
    return await request('GET', `${path}?min_ttl=${seconds}`);
  } catch (thrown) {
    const tooMuch = thrown instanceof CliError && thrown.code === 'min_ttl_unavailable';
    if (!tooMuch || least !== undefined) throw thrown;
    return await request('GET', path);
  }
}

/** The answer must have the version of the request. Without a request, you ran the command by hand: the newest. */
function versionAsked(info: string | undefined): string {
  const [newest = ''] = VERSIONS;
  if (info === undefined || info === '') return newest;
  const asked = info.length > MAX_INFO_LENGTH ? undefined : membersOf(info);
  if (asked?.['kind'] !== 'ExecCredential' || typeof asked['apiVersion'] !== 'string') {
    const hint = 'Unset KUBERNETES_EXEC_INFO to run the command by hand; kubectl sets it on its own.';
    throw usageError('KUBERNETES_EXEC_INFO does not hold a request from kubectl.', hint);
  }
  const { apiVersion } = asked;
  if (VERSIONS.includes(apiVersion)) return apiVersion;
  const hint = `Set the user's apiVersion in the kubeconfig to ${newest}, or to ${VERSIONS[1]} for kubectl before 1.22.`;
  throw usageError(
    `kubectl asks for ${apiVersion.slice(0, 100)}, which this version of latchkey does not support.`,
    hint,
  );
}

function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 3339 in UTC, whole seconds; undefined: the provider did not say, so kubectl keeps the token until it is refused. */
function endOf(given: unknown): string | undefined {
  const end = typeof given === 'object' && given !== null && 'expires_at' in given ? given.expires_at : undefined;
  if (typeof end !== 'number' || !Number.isSafeInteger(end)) return undefined;
  const early = new Date((end - EARLY_S) * 1000);
  return Number.isNaN(early.getTime()) ? undefined : early.toISOString().replace('.000Z', 'Z');
}
