/** The checks of `latchkey doctor` that need no agent, each with its remedy. They change nothing. */
import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DoctorCheck } from '../../src-main/api/types.ts';
import { folderFlaw, folderRemedy } from '../../src-shared/folder-flaw.ts';
import { notThere, socketPath } from '../agent/socket-path.ts';
import { asView } from '../agent/views.ts';
import { configDir } from './config-dir.ts';
import { VERSION } from './version-command.ts';

/** package.json's `engines`. */
const OLDEST_NODE = [20, 18] as const;

export function nodeCheck(version: string = process.versions.node): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return { name: 'Node.js', ok, detail: version, hint: `Install Node.js ${OLDEST_NODE.join('.')} or newer.` };
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether the folder can be written to, or created. */
export function configCheck(): DoctorCheck {
  const folder = configDir();
  const name = 'config folder';
  if (!look(folder)) return { name, ok: true, detail: `${folder} does not exist yet; the first profile creates it` };
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const flaw = process.platform === 'win32' ? undefined : folderFlaw(statSync(folder), process.getuid?.());
    if (flaw === undefined) return { name, ok: true, detail: folder };
    const hint = folderRemedy(folder, flaw, 'LATCHKEY_CONFIG_DIR');
    return { name, ok: false, detail: `${folder} ${flaw}`, hint };
  } catch {
    const hint = 'Give yourself permission to read and write it, or set LATCHKEY_CONFIG_DIR to another folder.';
    return { name, ok: false, detail: `${folder} cannot be read and written to`, hint };
  }
}

export function socketChecks(): DoctorCheck[] {
  const path = socketPath();
  if (process.platform === 'win32') return [{ name: 'socket', ok: true, detail: path }];
  const folder = look(dirname(path));
  if (folder === undefined) return [socketCheck(path)];
  return [folderCheck(dirname(path), folder), socketCheck(path)];
}

function folderCheck(path: string, found: Stats): DoctorCheck {
  const name = 'socket folder';
  const flaw = folderFlaw(found, process.getuid?.());
  if (flaw === undefined) return { name, ok: true, detail: `${path} is private to you` };
  return { name, ok: false, detail: `${path} ${flaw}`, hint: folderRemedy(path, flaw, 'LATCHKEY_SOCKET') };
}

function socketCheck(path: string): DoctorCheck {
  const name = 'socket';
  const found = look(path);
  const { hint } = notThere(path);
  if (!found) return { name, ok: false, detail: `not found at ${path}`, hint };
  if (!found.isSocket()) return { name, ok: false, detail: `${path} is not a socket`, hint: 'Move it out of the way.' };
  if (found.uid !== process.getuid?.()) {
    return {
      name,
      ok: false,
      detail: `${path} belongs to another user`,
      hint: 'Set LATCHKEY_SOCKET to a socket of your own.',
    };
  }
  if ((found.mode & 0o077) === 0) return { name, ok: true, detail: path };
  return { name, ok: false, detail: `${path} is open to other users`, hint: `Restrict it: chmod 600 ${path}` };
}

/** The agent answered: does it have our version? */
export function agentChecks(status: unknown): DoctorCheck[] {
  const { agent } = asView(status);
  const running: DoctorCheck = { name: 'agent', ok: true, detail: `running, version ${agent.version}` };
  if (agent.version === VERSION) return [running];
  const detail = `running version ${agent.version}, but this command is version ${VERSION}`;
  return [{ name: 'agent', ok: false, detail, hint: 'Restart the agent so that both are the same version.' }];
}
