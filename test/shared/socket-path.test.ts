/** Where the agent listens and where commands look for it, for each way that the two can have been started. */
import { describe, expect, it } from 'vitest';
import { socketPathFor, socketPlaces, socketVariable } from '../../src-shared/socket-path.ts';

const UID = 1000;
const OWN = '/run/user/1000/latchkey/agent.sock';
const TEMPORARY = '/tmp/latchkey-1000/agent.sock';

const STARTED: readonly Record<string, string>[] = [
  { XDG_RUNTIME_DIR: '/run/user/1000' },
  { XDG_RUNTIME_DIR: '/run/user/1000/' },
  { XDG_RUNTIME_DIR: '/run/user/1000/snap.code' },
  { XDG_RUNTIME_DIR: 'relative' },
  { XDG_RUNTIME_DIR: '', TMPDIR: '' },
  { TMPDIR: '/var/tmp/nix-shell' },
  {},
];

describe('the place of the socket', () => {
  it('inputs 9, 25: however the agent and the command were started, the command looks where the agent listens', () => {
    for (const agent of STARTED) {
      for (const command of STARTED) {
        const listens = socketPathFor(agent, 'linux', UID);
        expect(socketPlaces(command, 'linux', UID), JSON.stringify({ agent, command })).toContain(listens);
      }
    }
  });

  it('inputs 9, 25: is always in the folder of the session or of this user, never at the root or below a relative path', () => {
    for (const env of STARTED) expect([OWN, TEMPORARY]).toContain(socketPathFor(env, 'linux', UID));
  });

  it('looks nowhere else when the socket is named', () => {
    const env = { LATCHKEY_SOCKET: '/a/b.sock', XDG_RUNTIME_DIR: '/run/user/1000' };
    expect(socketPlaces(env, 'linux', UID)).toEqual(['/a/b.sock']);
  });

  it('finds an agent of an earlier version, which listened in TMPDIR', () => {
    expect(socketPlaces({ TMPDIR: '/var/tmp' }, 'linux', UID)).toContain('/var/tmp/latchkey-1000/agent.sock');
  });

  it('inputs 9, 25: names the variable that may be wrong, and none when all is as usual', () => {
    expect(socketVariable({ XDG_RUNTIME_DIR: '/run/user/1000' }, 'linux', UID)).toBeUndefined();
    expect(socketVariable({ XDG_RUNTIME_DIR: '/run/user/1000/snap.code' }, 'linux', UID)).toBe('XDG_RUNTIME_DIR');
    expect(socketVariable({}, 'linux', UID)).toBe('XDG_RUNTIME_DIR');
    expect(socketVariable({ LATCHKEY_SOCKET: '/x' }, 'linux', UID)).toBe('LATCHKEY_SOCKET');
    expect(socketVariable({}, 'darwin', 501)).toBeUndefined();
    expect(socketVariable({}, 'win32', undefined)).toBeUndefined();
  });
});
