/**
 * The house rules as tables and functions: who may import whom, where the world may come in, which files reveal a secret, how
 * long a file, a folder and a list of parameters may be. test/architecture.test.ts holds the sources to them.
 */
import { basename, dirname } from 'node:path/posix';
import { circles, fileGraph, folderGraph } from '../../../scripts/house/graph.ts';
import { fullestFolders } from '../../../scripts/house/measures.ts';
import { code, type Import, importsOf, type Source } from '../../../scripts/house/sources.ts';
import { PROFILE_FIELDS } from '../../../src-main/providers/profile-fields.ts';

export const MAX_LINES = 200;
/** Of one folder, its subfolders not counted. */
export const MAX_FILES = 15;
/** All words of one language: a list, as long as there are words. */
const WORDS = /^src-languages\/[a-z]{2}(-[A-Z]{2})?\.ts$/;

/** The rooms of the core from the lowest floor up: each may import those below it. Those on one floor do not know each other. */
export const CORE_FLOORS = [
  ['time'],
  ['provider'],
  ['state'],
  ['sign-in'],
  ['renewal'],
  ['roles'],
  ['session'],
  ['gate', 'logins'],
  ['agent'],
];
const CORE_WORDS = ['zod', 'src-main/core/', 'src-shared/*'];

const coreRooms = CORE_FLOORS.flatMap((rooms, floor) =>
  rooms.map((room) => {
    const below = [...CORE_FLOORS.slice(0, floor).flat(), room].map((name) => `src-main/core/${name}/*`);
    return [`src-main/core/${room}/`, [...CORE_WORDS, ...below]] as const;
  }),
);

/** What the rest of the program may know of the core: its words, what a provider is, and the agent as a whole. */
const CORE = ['src-main/core/', 'src-main/core/provider/*', 'src-main/core/agent/*'];

/** Imports past those rules, by name, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // Node cannot unblock a signal.
  'src-cli/tokens/blocked-signal.ts': ['koffi'],
  // Changes to the file come one after the other, as changes to a profile do.
  'src-main/adapters/files/settings-file.ts': ['src-main/core/time/serial.ts'],
  // Changes that the person may have to agree to come one after the other as well.
  'src-main/api/changes/ask-first.ts': ['src-main/core/time/serial.ts'],
  // The kinds of login that there are, and how the server of one is written: pure, for the schema and the route.
  'src-main/api/schemas/login-schemas.ts': ['src-main/core/logins/login-place.ts'],
  'src-main/api/tools/logins.ts': ['src-main/core/logins/login-place.ts'],
};

/**
 * What each part of the house may import; the longest matching place decides. `*` at the end: anything that starts so; `/` at
 * the end: a file of just that folder.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src-main/core/': CORE_WORDS,
  ...Object.fromEntries(coreRooms),
  'src-main/providers/': ['zod', 'oauth4webapi', ...CORE, 'src-main/providers/*', 'src-shared/*'],
  'src-main/adapters/': [
    ...CORE,
    'src-main/adapters/*',
    'src-main/loopback/*',
    'src-shared/*',
    'zod',
    'undici',
    'age-encryption',
    'node:*',
  ],
  'src-main/loopback/': ['src-main/loopback/*', 'koffi', 'node:*'],
  'src-main/adapters/system/no-dump.ts': ['koffi'],
  'src-main/adapters/vault/keytar-vault.ts': [
    'keytar',
    ...CORE,
    'src-main/adapters/*',
    'src-shared/*',
    'zod',
    'node:*',
  ],
  'src-main/api/': [...CORE, 'src-main/api/*', 'src-shared/*', 'zod', 'hono', '@hono/zod-openapi', 'package.json'],
  'src-main/doors/': [
    'src-main/api/*',
    ...CORE,
    'src-main/doors/*',
    'src-main/loopback/*',
    'src-shared/*',
    'zod',
    'hono',
    'koffi',
    'node:*',
  ],
  // A thread of its own that shares with the agent only the check of who connects, without what loads a native module.
  'src-main/sandbox/': [
    'oidc-provider',
    'node:*',
    'src-main/sandbox/*',
    'src-main/loopback/admission.ts',
    'src-main/loopback/guard.ts',
    'src-main/loopback/proc-net.ts',
  ],
  // The one place that speaks NaCl.
  'src-main/doors/oidc-agent/seal.ts': ['@noble/ciphers', ...CORE, 'node:*'],
  'src-main/desktop/': [
    'electron',
    'electron-store',
    'node:*',
    'src-main/compose.ts',
    'src-main/desktop/*',
    ...CORE,
    'src-main/adapters/*',
    'src-languages/*',
    'src-shared/*',
  ],
  // compose.ts, headless.ts and what they share: everything but the desktop (see below).
  'src-main/': ['zod', 'node:*', 'undici', 'src-main/*', 'src-shared/*', 'package.json'],
  'src-cli/': ['zod', 'js-yaml', 'diff', 'node:*', 'src-cli/*', 'src-shared/*', 'package.json'],
  // What the command line and the agent both know: files of other tools, the socket's place. Pure functions on text.
  'src-shared/': ['src-shared/*'],
  // A package of its own, without dependencies.
  'clients/js/': ['node:*', 'clients/js/*'],
  'src-renderer/': ['lit', 'lean-qr', 'src-renderer/*', 'src-languages/*', 'src-shared/*'],
  // Words and what Intl says, for the window and for the desktop.
  'src-languages/': ['src-languages/*', 'src-shared/*'],
};

function matches(target: string, rule: string): boolean {
  if (rule.endsWith('*')) return target.startsWith(rule.slice(0, -1));
  return rule.endsWith('/') ? `${dirname(target)}/` === rule : target === rule;
}

/** Bundled into the window and the command line, so none of them may bring the providers along. */
const FIELD_FILE = /^src-main\/providers\/([a-z]+\/)?profile-fields\.ts$/;

function rulesFor(path: string): readonly string[] {
  const place = Object.keys(MAY_IMPORT)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  return [...(place === undefined ? [] : (MAY_IMPORT[place] ?? [])), ...(EXCEPTIONS[path] ?? [])];
}

/** The command line and the window know the API by its types only; one command starts the agent, at run time. */
function sharedAcross(path: string, { target, typeOnly, dynamic }: Import): boolean {
  if (target === 'src-main/api/types.ts' && typeOnly) return /^src-(cli|renderer)\//.test(path);
  // What providers describe of their profiles, drawn by both. Data, which imports nothing else (see FIELD_FILE).
  if (target === 'src-main/providers/profile-fields.ts') return /^src-(cli|renderer)\//.test(path);
  return path === 'src-cli/upkeep/agent-command.ts' && target === 'src-main/headless.ts' && dynamic;
}

export function forbiddenImports(source: Source): string[] {
  if (!source.path.endsWith('.ts')) return [];
  return importsOf(source)
    .filter((found) => {
      if (sharedAcross(source.path, found)) return false;
      if (FIELD_FILE.test(source.path))
        return !found.target.startsWith('src-shared/') && !FIELD_FILE.test(found.target);
      const intoDesktop = found.target.startsWith('src-main/desktop/') && !source.path.startsWith('src-main/desktop/');
      return intoDesktop || !rulesFor(source.path).some((rule) => matches(found.target, rule));
    })
    .map(({ target }) => `${source.path} imports ${target}`);
}

interface TextRule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly where: (path: string) => boolean;
}

const inCore = (path: string): boolean => path.startsWith('src-main/core/');
const everywhere = (): boolean => true;
const KINDS = PROFILE_FIELDS.map(({ kind }) => kind).join('|');

/** What turns an answer of the agent into the tool's words, and holds nothing. */
const FORMATTERS = ['src-main/doors/container/answer.ts', 'src-main/doors/oidc-agent/requests.ts'];

const TEXT_RULES: readonly TextRule[] = [
  {
    name: 'the engine knows time only through its Clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\.now\b/,
    where: inCore,
  },
  { name: 'the engine is random only through its Random', pattern: /\bMath\.random\b|\bcrypto\./, where: inCore },
  { name: 'the engine knows no process', pattern: /\bprocess\.|\bglobalThis\b/, where: inCore },
  {
    name: 'the engine fetches only through its Fetch', // A method of that name being declared is none of it.
    pattern: /(?<![.\w])fetch\((?!\)\s*[:{])/,
    where: inCore,
  },
  {
    name: 'kinds of providers are told apart by the providers only',
    pattern: new RegExp(
      `\\b(?:provider(?:\\.kind)?|kind)\\s*(?:===|!==)\\s*['"\`](?:${KINDS})['"\`]|\\bcase\\s+['"\`](?:${KINDS})['"\`]`,
    ),
    where: (path) => !path.startsWith('src-main/providers/'),
  },
  {
    name: 'nothing turns the sandbox off', // Asking whether the person has passed the switch is not passing it.
    pattern: /(?<!hasSwitch\(['"])no-sandbox|sandbox:\s*false/,
    where: everywhere,
  },
  {
    name: 'keytar is named by its one adapter only',
    pattern: /['"]keytar['"]/,
    where: (path) => path !== 'src-main/adapters/vault/keytar-vault.ts',
  },
  {
    name: 'JSON that is printed or logged is written by plainJson',
    pattern: /\bJSON\.stringify\b/,
    where: (path) => /^src-(?:cli\/|main\/(?:api|doors|adapters\/(?:audit|system))\/)/.test(path),
  },
  {
    name: 'no door holds a credential or an answer on its way: whoever asks again passes the gate again',
    pattern: /\b(?:Role|Token|Login)Answer\b|Map<[^;]*Promise<|Map<[^;]*(?:Response|Secret)\b/,
    where: (path) => path.startsWith('src-main/doors/') && !FORMATTERS.includes(path),
  },
  // F54: on Linux it may encrypt with a fixed key; the keychain itself is what we use.
  { name: 'F54: safeStorage is not used', pattern: /safeStorage/, where: everywhere },
];

export function brokenTextRules(source: Source): string[] {
  const plain = code(source.text);
  return TEXT_RULES.filter(({ where, pattern }) => where(source.path) && pattern.test(plain)).map(
    ({ name }) => `${source.path}: ${name}`,
  );
}

/** Where the rooms are alike, a file says what is special about it, and its folder the rest. */
const ALIKE = /^src-(main\/providers|cli|renderer)\//;

export function badRooms(all: readonly Source[]): string[] {
  const files = fileGraph(all);
  return [
    ...[...circles(files), ...circles(folderGraph(files))].map((circle) => `a circle of imports: ${circle.join(', ')}`),
    ...fullestFolders(all)
      .filter(([, count]) => count > MAX_FILES)
      .map(([folder, count]) => `${folder} has ${count} files`),
    ...all
      .filter(({ path }) => ALIKE.test(path) && basename(path).startsWith(`${basename(dirname(path))}-`))
      .map(({ path }) => `${path} repeats the name of its folder`),
  ];
}

export function badShape({ path, text }: Source): string[] {
  const lines = text.split('\n').length - 1;
  return [
    ...(path.endsWith('.ts') && !WORDS.test(path) && lines > MAX_LINES ? [`${path} has ${lines} lines`] : []),
    ...(/(^|\/)utils?\.ts$/.test(path) ? [`${path} says nothing by its name`] : []),
    ...(path.endsWith('.ts') && !/^(#![^\n]*\n)?\/[*/]/.test(text) ? [`${path} has no header comment`] : []),
  ];
}

/** Five parameters or more: signatures that others defined. */
export const LONG_PARAMETER_LISTS: readonly string[] = [
  // getsockopt(2).
  'src-main/doors/caller/peer.ts: fd, level, name, value, length',
  // What oidc-provider calls.
  'src-main/sandbox/configuration.ts: context, form, client, _info, code',
];

/** Every file that takes a secret into its hands. A new name here is a decision, to be made in review. */
export const REVEALERS: readonly string[] = [
  // Into the keychain or the encrypted file, and the passphrase of that file.
  'src-main/adapters/vault/age-vault.ts',
  'src-main/adapters/vault/keytar-vault.ts',
  'src-main/core/logins/stored-logins.ts',
  'src-main/core/state/vault-record.ts',
  // Into the digest that the lock compares.
  'src-main/adapters/system/stretch.ts',
  // Has a renewed registration changed its secret?
  'src-main/core/sign-in/client-registration.ts',
  // To the provider that issued it, in a request's body or a header of its own.
  'src-main/providers/aws/code.ts',
  'src-main/providers/aws/device.ts',
  'src-main/providers/aws/registration.ts',
  'src-main/providers/aws/tokens.ts',
  'src-main/providers/cloud/http.ts',
  'src-main/providers/huawei/device.ts',
  'src-main/providers/huawei/registration.ts',
  'src-main/providers/huawei/tokens.ts',
  'src-main/providers/hydra/admin.ts',
  'src-main/providers/oidc/protocol/client.ts',
  'src-main/providers/oidc/code.ts',
  'src-main/providers/oidc/device.ts',
  'src-main/providers/oidc/protocol/private-key.ts',
  'src-main/providers/oidc/registration/management.ts',
  'src-main/providers/oidc/registration/register.ts',
  'src-main/providers/oidc/sign-out.ts',
  'src-main/providers/oidc/tokens.ts',
  // Into a file that AWS's tools read, for profiles that ask for it.
  'src-main/adapters/aws/cache-bridge.ts',
  // Out: the routes of the API that give tokens, credentials of roles and a managed client's secret, and Copy token in the tray.
  'src-main/api/clients/clients.ts',
  'src-main/api/tools/logins.ts',
  'src-main/api/profiles/roles.ts',
  'src-main/api/profiles/tokens.ts',
  'src-main/desktop/clipboard.ts',
  // The same, in the words of oidc-agent.
  'src-main/doors/oidc-agent/requests.ts',
  // Windows: the value that proves a caller may use the pipe.
  'src-main/doors/socket.ts',
];
