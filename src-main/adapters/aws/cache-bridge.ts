/**
 * Keeps ~/.aws/sso/cache filled for the AWS profiles that ask for it (`cache_bridge`), for tools that read only those
 * files. They are plaintext, so this is off by default. It is a client of the agent like any other: it asks for the
 * access token when the View shows a new one, and removes its files with the sign-in.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSignedIn } from '../../../src-shared/profile-facts.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { asLatchkeyError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { ProfileView, View } from '../../core/view.ts';
import { errorCode } from '../files/durable-file.ts';
import { cacheFileName, placeToken, removeToken } from './cache-file.ts';

/** How often the files are checked without a cause: another tool's token may have expired, or ours may have been deleted. */
const LOOK_AGAIN_MS = 60_000;
const NOBODY_ASKS_MS = 24 * 3600_000;
/** How long a hanging provider may delay the end. */
const CLOSE_WAIT_MS = 2_000;

export interface CacheBridgeOptions {
  readonly agent: Pick<Agent, 'view' | 'subscribe' | 'token'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
}

export interface CacheBridge {
  /** Resolves when the files match the current View. */
  settled(): Promise<void>;
  /** Removes our files. */
  close(): Promise<void>;
}

/** Only HOME (USERPROFILE on Windows) moves it; AWS_CONFIG_FILE does not. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env['HOME'] || homedir(), '.aws', 'sso', 'cache');
}

export function awsCacheBridge({ agent, clock, log, env }: CacheBridgeOptions): CacheBridge {
  const folder = cacheFolder(env);
  const stopping = new AbortController();
  /** Files that may be ours: written now, or by an earlier agent that was killed. */
  const suspects = new Set<string>();
  const seen = new Set<string>();
  let former = '';
  let nap = new AbortController();
  let round: Promise<boolean> = Promise.resolve(false);

  const attempt = async (what: string, act: () => unknown): Promise<void> => {
    try {
      await act();
    } catch (thrown) {
      log.warn('aws_cache_bridge_failed', { what, code: errorCode(thrown) ?? asLatchkeyError(thrown).code });
    }
  };
  const fill = async (profile: ProfileView, files: readonly string[]): Promise<void> => {
    const { accessToken, expiresAt } = await agent.token(profile.name);
    const { start_url: startUrl, region } = profile.settings;
    if (expiresAt === undefined || typeof startUrl !== 'string') return;
    const known = typeof region === 'string' ? region : undefined;
    const token = { startUrl, region: known, accessToken: accessToken.reveal(), expiresAt };
    for (const file of files) await placeToken(join(folder, file), token, clock.nowMs());
  };
  /** True if any profile wants the bridge. */
  const bring = async (view: View): Promise<boolean> => {
    // A file that contains the token would be a way around the lock.
    const wanted = view.agent.locked ? [] : wantedFiles(view);
    for (const file of candidates(view)) if (!seen.has(file)) suspects.add(file);
    for (const { profile, files } of wanted) {
      for (const file of files) suspects.add(file);
      if (isSignedIn(profile)) await attempt(profile.name, () => fill(profile, files));
    }
    const kept = new Set(wanted.filter(({ profile }) => !isOut(profile)).flatMap(({ files }) => files));
    for (const file of [...suspects].filter((candidate) => !kept.has(candidate))) {
      await attempt(file, () => removeToken(join(folder, file), clock.nowMs()));
      suspects.delete(file);
      seen.add(file);
    }
    return wanted.length > 0;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      nap = new AbortController();
      const view = agent.view();
      former = keyOf(view);
      round = bring(view);
      const waitMs = (await round) ? LOOK_AGAIN_MS : NOBODY_ASKS_MS;
      if (keyOf(agent.view()) === former) await clock.sleep(waitMs, nap.signal);
    }
  };
  const unsubscribe = agent.subscribe((view) => {
    if (keyOf(view) !== former) nap.abort();
  });
  const looping = loop();
  return {
    async settled() {
      do await new Promise((resolve) => setImmediate(resolve));
      while (await round.then(() => keyOf(agent.view()) !== former));
    },
    async close() {
      unsubscribe();
      stopping.abort();
      nap.abort();
      await Promise.race([looping, clock.sleep(CLOSE_WAIT_MS)]);
      for (const file of suspects) await attempt(file, () => removeToken(join(folder, file), clock.nowMs()));
    },
  };
}

function isBridged({ settings }: ProfileView): boolean {
  return settings['cache_bridge'] === true;
}

/** Other profiles were never asked whether they want the bridge. */
function hasPortal({ settings }: ProfileView): boolean {
  return typeof settings['start_url'] === 'string';
}

/** Waiting for a person is neither: the previous sign-in may still be good. */
function isOut({ state }: ProfileView): boolean {
  return state === 'signed-out' || state === 'needs-sign-in';
}

/** Under the session's name, which is the profile's if no other is known, and under the start URL for the older form. */
function filesOf({ name, settings }: ProfileView): string[] {
  const { start_url: url, sso_session: session } = settings;
  return [typeof session === 'string' ? session : name, ...(typeof url === 'string' ? [url] : [])].map(cacheFileName);
}

/** Each file once: if two profiles have the same start URL, the first one fills it. */
function wantedFiles(view: View): { profile: ProfileView; files: string[] }[] {
  const taken = new Set<string>();
  return view.profiles.filter(isBridged).map((profile) => {
    const files = filesOf(profile).filter((file) => !taken.has(file));
    for (const file of files) taken.add(file);
    return { profile, files };
  });
}

function candidates(view: View): string[] {
  return view.profiles.filter(hasPortal).flatMap(filesOf);
}

/** The part of the View that the files depend on. */
function keyOf({ profiles, agent }: View): string {
  return JSON.stringify([
    agent.locked,
    ...profiles
      .filter(hasPortal)
      .map(({ name, settings, state, expires_at, last_refresh_at, signed_in_at }) => [
        name,
        settings['start_url'],
        settings['region'],
        settings['sso_session'],
        settings['cache_bridge'],
        state,
        expires_at,
        last_refresh_at,
        signed_in_at,
      ]),
  ]);
}
