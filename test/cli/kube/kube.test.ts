/** Transcripts of `latchkey kube-credential`, `kube-config` and `token --header`: answers, refusals, and what is written where. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { ACCESS_TOKEN } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, run } from '../latchkey.ts';

const GROUP = 'client.authentication.k8s.io';
let bundle: string;
let command: string;
let agent: ServedAgent;
let home: string;
let config: string;

const latchkey = (line: string, env: NodeJS.ProcessEnv = {}) =>
  run(command, line.split(' '), { env: { LATCHKEY_SOCKET: agent.socket, HOME: home, ...env } });
const question = (apiVersion: string, more: Record<string, unknown> = {}) => ({
  KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false }, ...more }),
});
const text = (path = config) => readFileSync(path, 'utf8');

beforeAll(async () => {
  bundle = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  home = mkdtempSync(join(tmpdir(), 'latchkey-kube-'));
  mkdirSync(join(home, 'bin'));
  command = join(home, 'bin', 'latchkey');
  symlinkSync(bundle, command);
  config = join(home, '.kube', 'config');
});
afterEach(async () => {
  await agent.close();
  rmSync(home, { recursive: true, force: true });
});

describe('latchkey kube-credential', () => {
  it.each(['v1', 'v1beta1', 'v1alpha1'])('answers %s in the requested version, on one line', async (version) => {
    const { stdout, stderr, exit } = await latchkey('kube-credential work', question(`${GROUP}/${version}`));
    expect([stderr, exit, stdout.split('\n').length]).toEqual(['', 0, 2]);
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: `${GROUP}/${version}`,
      kind: 'ExecCredential',
      status: {
        token: ACCESS_TOKEN,
        expirationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    expect(agent.calls).toEqual([['token', 'work', 60]]);
  });

  it('answers in v1 when run by hand, with an expiry a little before the real one', async () => {
    agent.script.token = async () => ({
      accessToken: secret('t'),
      expiresAt: Date.UTC(2027, 0, 15, 8) / 1000,
      expiresIn: 3600,
      issuer: 'https://id.example.test',
    });
    expect(await latchkey('kube-credential work --min-ttl 5m')).toEqual({
      stdout: `{"apiVersion":"${GROUP}/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2027-01-15T07:59:50Z"}}\n`,
      stderr: '',
      exit: 0,
    });
    expect(agent.calls).toEqual([['token', 'work', 300]]);
  });

  it('returns a token of unknown or very short lifetime anyway, unless a lifetime was demanded', async () => {
    agent.script.token = async (_name, minTtlS) => {
      if (minTtlS !== undefined) throw new LatchkeyError('min_ttl_unavailable', 'work cannot have such a token.');
      return { accessToken: secret('t'), issuer: 'https://id.example.test' };
    };
    const { stdout, exit } = await latchkey('kube-credential work');
    expect([JSON.parse(stdout).status, exit]).toEqual([{ token: 't' }, 0]);
    const demanded = await latchkey('kube-credential work --min-ttl 60');
    expect([demanded.stdout, demanded.exit]).toEqual(['', 5]);
    expect(demanded.stderr).toContain('latchkey: work cannot have such a token.\n  hint: ');
  });

  it.each([false, true])(
    'says on standard error alone that a sign-in is needed (interactive: %s)',
    async (interactive) => {
      agent.script.token = async () => {
        throw new LatchkeyError('sign_in_needed', 'You are not signed in to work.');
      };
      expect(await latchkey('kube-credential work', question(`${GROUP}/v1`, { spec: { interactive } }))).toEqual({
        stdout: '',
        stderr:
          'latchkey: You are not signed in to work.\n  hint: Run `latchkey login work`, or choose Sign in from the tray menu.\n',
        exit: 3,
      });
    },
  );

  it('names a version that it does not support, and says what to do', async () => {
    const { stdout, stderr, exit } = await latchkey('kube-credential work', question(`${GROUP}/v2`));
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toBe(
      `latchkey: kubectl asks for ${GROUP}/v2, which this version of latchkey does not support.\n` +
        `  hint: Set the user's apiVersion in the kubeconfig to ${GROUP}/v1, or to ${GROUP}/v1beta1 for kubectl before 1.22.\n`,
    );
    expect(agent.calls).toEqual([]);
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"apiVersion":"client.authentication.k8s.io/v1"}',
    `{"kind":"ExecCredential","apiVersion":7}`,
  ])('does not answer the request %s', async (info) => {
    const { stdout, stderr, exit } = await latchkey('kube-credential work', { KUBERNETES_EXEC_INFO: info });
    expect([stdout, exit, agent.calls]).toEqual(['', 2, []]);
    expect(stderr).toContain('KUBERNETES_EXEC_INFO does not hold a request from kubectl.');
  });

  it('says so if the agent is not running', async () => {
    const { stdout, stderr, exit } = await latchkey('kube-credential work', {
      LATCHKEY_SOCKET: join(home, 'none.sock'),
    });
    expect([stdout, exit]).toEqual(['', 4]);
    expect(stderr).toContain('The Latchkey agent is not running.');
  });
});

describe('latchkey token --header', () => {
  it('prints one header, for `curl -H @-`', async () => {
    const { stdout, exit } = await latchkey('token work --header');
    expect([stdout, exit]).toEqual([`Authorization: Bearer ${ACCESS_TOKEN}\n`, 0]);
    expect(await latchkey('token work --header --json')).toMatchObject({ stdout: '', exit: 2 });
  });
});

const EXEC = (program: string, version = 'v1', user = 'latchkey-work') => `- name: ${user}
  user:
    exec:
      apiVersion: ${GROUP}/${version}
      command: ${program}
      args:
      - kube-credential
      - work
      interactiveMode: Never
      provideClusterInfo: false
      installHint: This user signs in with Latchkey, which is not installed here or was moved.
`;

const CLUSTERS = `# my clusters
apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: dev   # the one downstairs
  cluster: {server: "https://dev.example.test:6443"}
users:
  # an old friend
  - name: "ada"
    user:
      token: not-for-your-eyes

contexts:
- context:
    cluster: dev
    namespace: team-a
    user: ada
  name: dev
preferences: {}
`;

function write(content: string, path = config): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

describe('latchkey kube-config', () => {
  it('prints the entry, with the name that the command was called by, and writes nothing', async () => {
    const { stdout, stderr, exit } = await latchkey('kube-config work --api-version v1beta1');
    expect([stdout, stderr, exit]).toEqual([`users:\n${EXEC(command, 'v1beta1')}`, '', 0]);
    expect(readdirSync(home)).toEqual(['bin']);
    const json = await latchkey('kube-config work --json');
    expect(JSON.parse(json.stdout).users[0].user.exec).toMatchObject({ args: ['kube-credential', 'work'] });
  });

  it('creates a missing file, for the user alone', async () => {
    expect(await latchkey('kube-config work --write')).toEqual({
      stdout: `user latchkey-work: added in ${config}\nTry: kubectl --user latchkey-work get namespaces\n`,
      stderr: '',
      exit: 0,
    });
    expect(text()).toBe(`apiVersion: v1\nkind: Config\nusers:\n${EXEC(command)}`);
    expect([statSync(config).mode & 0o777, statSync(dirname(config)).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('inputs 18: refuses a configuration that is no plain file, at once, and leaves it', async () => {
    const pipe = join(home, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const device = join(home, 'null');
    const isRoot = process.getuid?.() === 0;
    // A device of its own: were it replaced, the machine's would be gone.
    if (isRoot) execFileSync('mknod', [device, 'c', '1', '3']);
    for (const path of [pipe, isRoot ? device : '/dev/null']) {
      const { stderr, exit } = await latchkey('kube-config work --write --context dev', { KUBECONFIG: path });
      expect(exit).toBe(2);
      expect(stderr).toContain(`The file ${path} cannot be read (it is not a regular file).`);
      expect(statSync(path).isFile()).toBe(false);
    }
  });

  it('changes no other line: comments, form and order stay', async () => {
    write(CLUSTERS);
    expect((await latchkey('kube-config work --write --context dev')).stdout).toBe(
      `user latchkey-work: added in ${config}\ncontext dev: updated in ${config}\nTry: kubectl --context dev get namespaces\n`,
    );
    const indented = EXEC(command).replaceAll(/^(?=.)/gm, '  ');
    expect(text()).toBe(
      CLUSTERS.replace('eyes\n', `eyes\n${indented}`).replace(
        /- context:\n[\s\S]*name: dev\n(?=pref)/,
        '- name: dev\n  context:\n    cluster: dev\n    namespace: team-a\n    user: latchkey-work\n',
      ),
    );
    const once = text();
    const again = await latchkey('kube-config work --write --context dev --json');
    expect(JSON.parse(again.stdout).entries).toEqual([
      { kind: 'user', name: 'latchkey-work', file: config, change: 'unchanged' },
      { kind: 'context', name: 'dev', file: config, change: 'unchanged' },
    ]);
    expect(text()).toBe(once);
  });

  it('shows what it would do without doing it, and nothing about other users', async () => {
    write(CLUSTERS);
    const { stdout, exit } = await latchkey('kube-config work --write --context dev --dry-run');
    expect([exit, text()]).toEqual([0, CLUSTERS]);
    expect(stdout.split('\n').filter((line) => line.startsWith('-') && !line.startsWith('---'))).toEqual([
      '-- context:',
      '-    cluster: dev',
      '-    namespace: team-a',
      '-    user: ada',
      '-  name: dev',
    ]);
    expect(stdout).toContain(`+        command: ${command}\n`);
    expect(stdout).not.toContain('eyes');
    write(JSON.stringify(load(CLUSTERS)));
    const anew = await latchkey('kube-config work --write --dry-run');
    expect(anew.stdout).toContain(`# All of ${config} would be rewritten in kubectl's own format`);
    expect(anew.stdout).toContain(`+    command: ${command}\n`.replace('+    ', '+      '));
    expect(anew.stdout).not.toContain('eyes');
  });

  it('creates a context for a new cluster', async () => {
    const line = 'kube-config work --write --context lab --cluster https://lab.example.test --ca ca.pem';
    expect((await latchkey(line)).exit).toBe(0);
    expect(load(text())).toMatchObject({
      users: [{ name: 'latchkey-work' }],
      clusters: [
        {
          name: 'lab',
          cluster: { server: 'https://lab.example.test', 'certificate-authority': join(process.cwd(), 'ca.pem') },
        },
      ],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'latchkey-work' } }],
    });
  });

  it('updates its own entry in place and refuses to change others', async () => {
    write(CLUSTERS);
    await latchkey('kube-config work --write');
    await latchkey('kube-config work --write --user second');
    expect((await latchkey('kube-config work --write --api-version v1beta1')).stdout).toContain(
      'latchkey-work: updated',
    );
    const users = (load(text()) as { users: { name: string; user: { exec?: { apiVersion: string } } }[] }).users;
    expect(users.map(({ name, user }) => [name, user.exec?.apiVersion])).toEqual([
      ['ada', undefined],
      ['latchkey-work', `${GROUP}/v1beta1`],
      ['second', `${GROUP}/v1`],
    ]);
    const before = text();
    expect(await latchkey('kube-config work --write --user ada')).toEqual({
      stdout: '',
      stderr:
        "latchkey: The kubeconfig already has a different user named 'ada'. Nothing was written.\n  hint: Choose another name with --user.\n",
      exit: 2,
    });
    expect(text()).toBe(before);
  });

  it.each([
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'Config', users: [{ name: 'ada', user: { token: 'x' } }] })],
    ['a list in one line', 'apiVersion: v1\nkind: Config\nusers: [{name: ada, user: {token: x}}]\n'],
    ['empty lists', 'apiVersion: v1\nkind: Config\nusers: []\ncontexts: null\n'],
    ['no line end at the end', 'apiVersion: v1\nusers:\n- name: ada\n  user:\n    token: x'],
    ['line ends of Windows', 'apiVersion: v1\r\nusers:\r\n- name: ada\r\n  user:\r\n    token: x\r\nkind: Config\r\n'],
    ['a text of many lines', 'users:\n- name: ada\n  user:\n    token: |\n      a\n\n      - b\n# the end\n'],
  ])('keeps everything in %s', async (_form, content) => {
    write(content);
    const { stderr, exit } = await latchkey('kube-config work --write');
    expect([stderr, exit]).toEqual(['', 0]);
    const former = load(content) as Record<string, unknown> & { users: unknown[] };
    expect(load(text())).toEqual({
      ...former,
      users: [...former.users, expect.objectContaining({ name: 'latchkey-work' })],
    });
  });

  it('treats several files in $KUBECONFIG as kubectl does: changed in place, new in the first that exists', async () => {
    const [none, second, third] = ['none', 'second', 'third'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    write('users: []\n', second);
    write(CLUSTERS, third);
    const { stdout } = await latchkey('kube-config work --write --context dev', {
      KUBECONFIG: `${none}:${second}::${third}`,
    });
    expect(stdout).toContain(`user latchkey-work: added in ${second}\ncontext dev: updated in ${third}\n`);
    expect(text(third)).toContain('user: latchkey-work');
    expect(readdirSync(home).sort()).toEqual(['bin', 'second', 'third']);
  });

  it('follows a symbolic link and keeps the mode', async () => {
    const real = join(home, 'dotfiles');
    write(CLUSTERS, real);
    mkdirSync(dirname(config));
    symlinkSync('../dotfiles', config);
    expect((await latchkey('kube-config work --write')).exit).toBe(0);
    expect([text(real), statSync(real).mode & 0o777]).toEqual([expect.stringContaining(command), 0o644]);
  });

  it.each([
    ['kube-config work --write --context prod', "There is no context named 'prod'."],
    [
      'kube-config work --write --context dev --cluster http://dev.example.test',
      "--cluster cannot be 'http://dev.example.test'.",
    ],
    [
      'kube-config work --write --context dev --cluster https://other.example.test',
      "already has a different cluster named 'dev'",
    ],
    ['kube-config work --cluster dev', '--cluster needs --context CONTEXT.'],
    ['kube-config work --dry-run', '--dry-run needs --write.'],
    ['kube-config nobody --write', "There is no profile named 'nobody'."],
  ])('%s: refused, and the file stays', async (line, message) => {
    write(CLUSTERS);
    const { stdout, stderr, exit } = await latchkey(line);
    expect([stdout, exit, text()]).toEqual(['', 2, CLUSTERS]);
    expect(stderr).toContain(message);
  });

  it('names a file that is not a kubeconfig, but never quotes or overwrites it', async () => {
    write('token: [very-secret');
    const { stdout, stderr, exit } = await latchkey('kube-config work --write');
    expect([stdout, exit, text()]).toEqual(['', 2, 'token: [very-secret']);
    expect(stderr).toContain(`The file ${config} is not a kubeconfig.`);
    expect(stderr).not.toContain('very-secret');
  });

  it.each([
    ['a second document', 'apiVersion: v1\nusers: []\n---\nother: document\n'],
    ['a document that is null', 'null\n'],
    ['an empty document', '---\n'],
    ['a key that is there twice', 'users:\n- name: old\n  user: {}\nusers:\n- name: new\n  user: {}\n'],
    ['a number above 2^53', 'preferences:\n  n: 12345678901234567890\nusers:\n- name: new\n  user: {}\n'],
  ])('inputs N15: takes %s, as kubectl does, and changes nothing else', async (_what, before) => {
    write(before);
    const { stderr, exit } = await latchkey('kube-config work --write');
    expect([stderr, exit]).toEqual(['', 0]);
    const users = execFileSync('kubectl', ['config', 'view', '-o', 'jsonpath={.users[*].name}'], {
      env: { PATH: process.env['PATH'], KUBECONFIG: config },
      encoding: 'utf8',
    });
    expect(users.split(' ')).toEqual(['latchkey-work', ...(before.includes('new') ? ['new'] : [])]);
    const kept = before.split('\n').filter((line) => !/^(null|users:.*)?$/.test(line));
    expect(text().split('\n')).toEqual(expect.arrayContaining(kept));
  });

  it('inputs N15: refuses to write out again what would change with it', async () => {
    const flow = 'preferences: { n: 12345678901234567890 }\nusers: [{ name: new, user: {} }]\n';
    write(flow);
    const { stderr, exit } = await latchkey('kube-config work --write');
    expect([exit, text()]).toEqual([2, flow]);
    expect(stderr).toContain('would change some of its values');
  });
});
