/**
 * What oidc-agent's clients may ask of us, and the answers in oidc-agent's words (indigo-dc/oidc-agent, API of the IPC
 * socket). An account is a profile. What Latchkey cannot do is refused in a sentence, never done in part.
 */
import { z } from 'zod';
import { isSignedIn } from '../../../src-shared/profile-facts.ts';
import { noSuchProfile } from '../../api/frame/problem.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { TokenAnswer } from '../../core/answers.ts';
import type { Caller } from '../../core/caller.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { secret } from '../../core/secret.ts';
import type { ProfileView } from '../../core/view.ts';
import { malformed } from './seal.ts';

export interface Answerer {
  readonly agent: Agent;
  readonly version: string;
}

const Request = z.object({ request: z.string().max(64), application_hint: z.string().max(2048).optional() });

const MAX_SECONDS = 10 * 365 * 86_400;

const TokenRequest = z.object({
  account: z.string().max(256).optional(),
  issuer: z.string().max(2048).optional(),
  /** Seconds; below zero: a new one, however much time is left. */
  min_valid_period: z.number().int().min(-MAX_SECONDS).max(MAX_SECONDS).optional(),
  scope: z.string().max(8192).optional(),
  audience: z.string().max(8192).optional(),
});
type TokenRequest = z.infer<typeof TokenRequest>;

const LockRequest = z.object({ password: z.string().min(1).max(4096) });

/** A client asks other agents next if it gets exactly this (liboidc-agent's rule for OIDC_REMOTE_SOCK). */
const NO_SUCH_ACCOUNT = 'No account configured with that short name';

/** Rejects with what `Agent.token` and the guard's lock reject with, and with `request_malformed`, `usage`. */
export async function answerTo(text: string, asker: Caller, answerer: Answerer): Promise<object> {
  const body = parseJson(text);
  const { request, application_hint: claim } = parse(Request, body);
  if (request === 'access_token') {
    const caller = claim ? claiming(asker, claim) : asker;
    return tokenAnswer(await giveToken(parse(TokenRequest, body), caller, answerer.agent));
  }
  if (request === 'lock' || request === 'unlock')
    return lockAnswer(request, parse(LockRequest, body), asker, answerer.agent);
  const known = ANSWERS.get(request);
  if (known) return { status: 'success', ...known(answerer) };
  throw unsupported(request);
}

/** What went wrong, as a client shows it: `error`, and below it `info`. */
export function failure(error: LatchkeyError): object {
  const unknown = error.code === 'profile_unknown';
  const info = unknown ? `${error.message} ${error.hint}` : error.hint;
  return { status: 'failure', error: unknown ? NO_SUCH_ACCOUNT : error.message, info: `${info}\n` };
}

const ANSWERS: ReadonlyMap<string, (answerer: Answerer) => object> = new Map(
  Object.entries<(answerer: Answerer) => object>({
    check: () => ({}),
    loaded_accounts: ({ agent }) => ({ info: loaded(agent) }),
    status: ({ agent, version }) => ({
      info: `Latchkey ${version} answers in place of oidc-agent.\nCurrently there are ${loaded(agent).length} accounts loaded: ${loaded(agent).join(', ')}\n`,
    }),
    status_json: ({ agent, version }) => ({
      info: { version: `latchkey ${version}`, command_line_options: '', loaded_accounts: loaded(agent) },
    }),
  }),
);

async function lockAnswer(
  request: 'lock' | 'unlock',
  { password }: z.infer<typeof LockRequest>,
  caller: Caller,
  { guard }: Agent,
): Promise<object> {
  await guard[request](secret(password), caller);
  return { status: 'success', info: request === 'lock' ? 'Agent locked' : 'Agent unlocked' };
}

/** Profiles that can give a token without the person. */
function loaded(agent: Agent): string[] {
  return agent
    .view()
    .profiles.filter(isSignedIn)
    .map(({ name }) => name);
}

async function giveToken(wish: TokenRequest, caller: Caller, agent: Agent): Promise<TokenAnswer> {
  const name = wish.account || nameOf(wish.issuer, agent);
  if (wish.scope || wish.audience) refuseOther(wish, viewOf(name, agent));
  const seconds = wish.min_valid_period ?? 0;
  return agent.token(name, { ...(seconds > 0 && { minTtlS: seconds }), ...(seconds < 0 && { anew: true }), caller });
}

function tokenAnswer({ accessToken, issuer, expiresAt }: TokenAnswer): object {
  // Clients expect a number: 0 is theirs for "unknown".
  return { status: 'success', access_token: accessToken.reveal(), issuer, expires_at: expiresAt ?? 0 };
}

function viewOf(name: string, agent: Agent): ProfileView {
  const found = agent.view().profiles.find((profile) => profile.name === name);
  if (!found) throw noSuchProfile(name);
  return found;
}

const withoutSlash = (issuer: unknown): unknown => (typeof issuer === 'string' ? issuer.replace(/\/$/, '') : undefined);

/** The one profile of that issuer: if there are several, we do not guess. */
function nameOf(issuer: string | undefined, agent: Agent): string {
  if (!issuer) throw malformed('The request names neither an account nor an issuer.');
  const wanted = withoutSlash(issuer);
  const names = agent
    .view()
    .profiles.filter(({ settings }) => withoutSlash(settings['issuer']) === wanted)
    .map(({ name }) => name);
  const [name, ...more] = names;
  if (name === undefined) {
    throw new LatchkeyError('profile_unknown', `There is no profile for the issuer ${issuer.slice(0, 200)}.`);
  }
  if (more.length === 0) return name;
  throw new LatchkeyError('usage', `${names.length} profiles have that issuer: ${names.join(', ').slice(0, 200)}.`, {
    hint: 'Ask for one of them by name.',
  });
}

const words = (text: unknown): string[] => [...new Set(String(text ?? '').split(' '))].filter(Boolean).sort();
const same = (wanted: unknown, present: unknown): boolean => words(wanted).join(' ') === words(present).join(' ');

/** A profile's token has the scopes and the audience of its sign-in: for others, use another profile. */
function refuseOther({ scope, audience }: TokenRequest, { name, settings, scope: granted }: ProfileView): void {
  const configured = settings['scopes'];
  const scopes = granted ?? (Array.isArray(configured) ? configured.join(' ') : '');
  if (scope && !same(scope, scopes)) {
    throw new LatchkeyError('usage', `Tokens of ${name} have the scopes '${scopes}', not '${scope.slice(0, 200)}'.`, {
      hint: 'Ask without a scope, or add a profile with these scopes: `latchkey profile add NAME --issuer URL --scope SCOPE`.',
    });
  }
  if (audience && !same(audience, settings['audience'])) {
    throw new LatchkeyError('usage', `Tokens of ${name} are not for the audience '${audience.slice(0, 200)}'.`, {
      hint: 'Ask without an audience, or add a profile with this one: `latchkey profile add NAME --issuer URL --audience AUDIENCE`.',
    });
  }
}

const HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    id_token: 'Ask for an access token; ID tokens are only for signing in.',
    mytoken: 'Ask a mytoken server directly.',
    remove: 'Use `latchkey logout NAME` or `latchkey profile remove NAME`.',
    remove_all: 'Use `latchkey logout NAME`.',
    delete: 'Use `latchkey profile remove NAME`.',
  }),
);

function unsupported(request: string): LatchkeyError {
  return new LatchkeyError('usage', `Latchkey does not support the request '${request}' of oidc-agent's clients.`, {
    hint:
      HINTS.get(request) ??
      'Use `latchkey profile add NAME --issuer URL` and `latchkey login NAME` to set up and sign in.',
  });
}

/** Its prototype's members may be discovered when they are first read, and not before. */
function claiming(caller: Caller, claim: string): Caller {
  const plain = claim.replace(/\p{C}/gu, ' ').slice(0, 80);
  return Object.create(caller, { claim: { value: plain, enumerable: true } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The request is not valid JSON.');
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const member = issue?.path.join('.') || 'request';
  throw malformed(`Bad Request: ${member}: ${issue?.message ?? 'not understood'}`);
}
