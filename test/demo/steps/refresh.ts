/** The demo waits for the background: something short-lived is refreshed while nothing asks for it. */
import type { ProfileView } from '../../../src-main/api/types.ts';
import { check, explain, heading } from '../narrator.ts';
import { fingerprint, until } from '../programs.ts';
import { picture, profileOf, type Scene } from '../scene.ts';

/** Something short-lived. */
export interface Watched {
  /** As in: the agent refreshed the … */
  readonly what: string;
  readonly lifetimeS: number;
  /** Epoch seconds. */
  expiresAt(profile: ProfileView): number | undefined;
  /** As a tool gets it. */
  take(scene: Scene): Promise<string>;
  /** How often the provider was asked for a new one. */
  asked(): number;
  /** What the provider says of this one, and the check that it is true. */
  readonly proof: string;
  good(secret: string): Promise<boolean>;
}

const LIMIT_MS = 40_000;
const time = (epochS: number | undefined): string =>
  epochS === undefined ? 'unknown' : new Date(epochS * 1000).toLocaleTimeString('en-GB');

interface Moment {
  readonly secret: string;
  readonly expiresAt: number | undefined;
  readonly asked: number;
}

/** All from the same moment: no refresh came between. */
async function sameMoment(scene: Scene, watched: Watched): Promise<Moment> {
  for (;;) {
    const secret = await watched.take(scene);
    const before = await profileOf(scene);
    const asked = watched.asked();
    const again = await watched.take(scene);
    const after = await profileOf(scene);
    if (!before || after?.state !== 'active' || secret !== again || asked !== watched.asked()) continue;
    const expiresAt = watched.expiresAt(after);
    if (expiresAt === watched.expiresAt(before)) return { secret, expiresAt, asked };
  }
}

/** Resolves when the refresh has happened and every claim about it is proven. */
async function watch(scene: Scene, watched: Watched): Promise<void> {
  const was = await sameMoment(scene, watched);
  explain(`now   ${fingerprint(was.secret)}, valid until ${time(was.expiresAt)}`);
  const renewed = await until(async () => {
    const now = await profileOf(scene);
    return now?.state === 'active' && watched.expiresAt(now) !== was.expiresAt ? now : undefined;
  }, LIMIT_MS);
  check(renewed !== undefined, `the agent refreshed the ${watched.what} in the background`);
  check(watched.asked() === was.asked + 1, 'with exactly one request to the provider');
  const secret = await watched.take(scene);
  const expiresAt = watched.expiresAt(renewed);
  explain(`then  ${fingerprint(secret)}, valid until ${time(expiresAt)}`);
  check(secret !== was.secret && (expiresAt ?? 0) > (was.expiresAt ?? 0), 'it is new and expires later');
  check(await watched.good(secret), watched.proof);
}

export function backgroundRefresh(watched: Watched) {
  return async (scene: Scene): Promise<void> => {
    heading('Fresh ahead of time');
    explain(`The ${watched.what} here: valid for ${watched.lifetimeS} seconds. Nothing asks for it now: watch.`);
    await watch(scene, watched);
    await picture(scene, '4-refreshed');
  };
}
