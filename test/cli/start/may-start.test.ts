/** When a command starts the agent, which program it starts, and what that gets of the environment. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentBeside } from '../../../src-cli/start/beside.ts';
import { whyNot } from '../../../src-cli/start/may-start.ts';
import { sessionPart } from '../../../src-cli/start/session-part.ts';
import { STARTERS } from '../../../src-cli/start/who.ts';
import { COMMANDS } from '../../../src-cli/table/commands.ts';
import { quitMarkFor } from '../../../src-shared/socket-path.ts';

let base = '';
const env = (more: NodeJS.ProcessEnv = {}) => ({ HOME: base, LATCHKEY_CONFIG_DIR: base, ...more });
const socket = () => join(base, 'agent.sock');

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-start-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('newcomer A16: the agent is started', () => {
  it('for a person and for a helper, by commands that exist', () => {
    expect(whyNot('person', socket(), env())).toBeUndefined();
    expect(whyNot('helper', socket(), env({ CI: '', LATCHKEY_NO_START: '0' }))).toBeUndefined();
    const names = COMMANDS.map(({ name }) => name);
    expect(Object.keys(STARTERS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each([
    ['LATCHKEY_NO_START', '1'],
    ['SSH_CONNECTION', '10.0.0.1 5 10.0.0.2 22'],
    ['SSH_TTY', '/dev/pts/3'],
    ['SUDO_UID', '1000'],
    ['CI', 'true'],
    ['GITHUB_ACTIONS', 'true'],
    ['JENKINS_URL', 'https://ci.example'],
    ['LATCHKEY_VAULT', 'file'],
    ['LATCHKEY_SOCKET', '/run/latchkey/agent.sock'],
  ])('never with %s=%s', (name, value) => {
    expect(whyNot('person', socket(), env({ [name]: value }))).toBeDefined();
    expect(whyNot('helper', socket(), env({ [name]: value }))).toBeDefined();
  });

  it('never if the settings say so, and as usual if they cannot be read', () => {
    writeFileSync(join(base, 'settings.json'), '{"start_when_needed": false}');
    expect(whyNot('person', socket(), env())).toEqual({});
    writeFileSync(join(base, 'settings.json'), '{"start_when_needed"');
    expect(whyNot('person', socket(), env())).toBeUndefined();
  });

  it('by a person only once a person has ended it', () => {
    writeFileSync(quitMarkFor(socket()) ?? '', '');
    expect(whyNot('helper', socket(), env())?.hint).toContain('latchkey login');
    expect(whyNot('person', socket(), env())).toBeUndefined();
  });
});

describe('newcomer A16: which agent', () => {
  const installed = () => {
    const here = join(base, 'opt/resources/cli/latchkey');
    mkdirSync(join(base, 'opt/resources/cli'), { recursive: true });
    writeFileSync(here, '');
    writeFileSync(join(base, 'opt/latchkey-desktop'), '');
    return { here, executable: here, uid: 1000 };
  };
  const headless = (place: ReturnType<typeof installed>) => ({ file: place.here, args: ['agent'] });

  it.runIf(process.platform === 'linux')('the desktop app that is installed, if there is a display for it', () => {
    const place = installed();
    const desktop = { file: join(base, 'opt/latchkey-desktop'), args: ['--hidden'] };
    expect(agentBeside({ WAYLAND_DISPLAY: 'wayland-0' }, place)).toEqual(desktop);
    expect(agentBeside({ DISPLAY: ':0' }, place)).toEqual(desktop);
    expect(agentBeside({}, place)).toEqual(headless(place));
    expect(agentBeside({ DISPLAY: ':0' }, { ...place, uid: 0 })).toEqual(headless(place));
    rmSync(desktop.file);
    expect(agentBeside({ DISPLAY: ':0' }, place)).toEqual(headless(place));
  });

  it('else the headless one of the same build, and never one of PATH', () => {
    const place = { here: join(base, 'latchkey-all.js'), executable: '/usr/bin/node', uid: 1000 };
    writeFileSync(join(base, 'latchkey'), '', { mode: 0o755 });
    expect(agentBeside({ PATH: base, DISPLAY: ':0' }, place)).toBeUndefined();
    writeFileSync(join(base, 'latchkey.cjs'), '');
    expect(agentBeside({}, place)).toEqual({ file: '/usr/bin/node', args: [join(base, 'latchkey.cjs'), 'agent'] });
  });

  it('gets what belongs to the session, and nothing of the tool that called', () => {
    const session = { PATH: '/usr/bin', HOME: '/home/ada', XDG_RUNTIME_DIR: '/run/user/1', LATCHKEY_VAULT: 'memory' };
    const tools = {
      ...{ NODE_OPTIONS: '--inspect', LD_PRELOAD: 'x.so', GIT_DIR: '.git', AWS_SECRET_ACCESS_KEY: 's' },
      ...{ LATCHKEY_TOKEN: 's', LATCHKEY_VAULT_PASSPHRASE_FD: '3', XDG_SESSION_TOKEN: 's' },
    };
    expect(sessionPart({ ...session, ...tools })).toEqual(session);
  });
});
