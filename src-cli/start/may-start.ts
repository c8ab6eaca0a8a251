/**
 * Whether a command may start the agent: never where the person asked for that, where no person is at this machine, or
 * where a passphrase would have to be typed. Reads only.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quitMarkFor } from '../../src-shared/socket-path.ts';
import type { Instead } from '../agent/socket-path.ts';
import { configDir } from '../upkeep/config-dir.ts';
import type { Who } from './who.ts';

type Env = NodeJS.ProcessEnv;

/** Sessions from other machines, jobs without a person, and root on behalf of someone: an agent would outlive them. */
const ELSEWHERE = ['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY', 'SUDO_UID'];
const JOBS = ['CI', 'TF_BUILD', 'JENKINS_URL', 'TEAMCITY_VERSION', 'CODEBUILD_BUILD_ID', 'GITHUB_ACTIONS'];

/** Undefined: it may. Else what is said instead of the usual. `socket` is where the agent would listen. */
export function whyNot(who: Who, socket: string, env: Env = process.env): Instead | undefined {
  if (isSet(env['LATCHKEY_NO_START']) || isTurnedOff(env)) return {};
  // Named: it may be another agent's, passed on to a container or another machine. Tests name theirs.
  if (isSet(env['LATCHKEY_SOCKET']) && env['LATCHKEY_TEST_MODE'] !== '1') return {};
  if ([...ELSEWHERE, ...JOBS].some((name) => isSet(env[name]))) return {};
  if (env['LATCHKEY_VAULT'] === 'file') {
    return { hint: 'Run `latchkey agent` in another terminal. It asks for the passphrase.' };
  }
  const mark = quitMarkFor(socket);
  if (who === 'helper' && mark !== undefined && existsSync(mark)) {
    const hint = 'You ended it in this session. Start the Latchkey app, or run `latchkey login NAME`.';
    return { hint };
  }
  return undefined;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

/** The setting `start_when_needed`, from the file itself: no agent is running that could be asked. */
function isTurnedOff(env: Env): boolean {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(configDir(env), 'settings.json'), 'utf8'));
    return typeof settings === 'object' && settings !== null && Reflect.get(settings, 'start_when_needed') === false;
  } catch {
    return false;
  }
}
