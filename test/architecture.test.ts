/**
 * The house rules that a reader relies on: who may import whom, where the world may come in, how long a file may be.
 * It reads the sources as text; it may not import them.
 */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { code, type Import, importsOf, readSources, type Source } from '../scripts/house/sources.ts';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_LINES = 200;
/** All words of one language: a list, as long as there are words. */
const WORDS = /^src-languages\/[a-z]{2}(-[A-Z]{2})?\.ts$/;

/** What each part of the house may import; the longest matching place decides. `*` at the end: anything that starts so. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src-main/core/': ['zod', 'src-main/core/*', 'src-shared/*'],
  'src-main/providers/': ['zod', 'oauth4webapi', 'src-main/core/*', 'src-main/providers/*', 'src-shared/*'],
  'src-main/adapters/': [
    'src-main/core/*',
    'src-main/adapters/*',
    'src-shared/*',
    'zod',
    'undici',
    'age-encryption',
    'node:*',
  ],
  'src-main/adapters/vault/keytar-vault.ts': [
    'keytar',
    'src-main/core/*',
    'src-main/adapters/*',
    'src-shared/*',
    'zod',
    'node:*',
  ],
  'src-main/api/': [
    'src-main/core/*',
    'src-main/api/*',
    'src-shared/*',
    'zod',
    'hono',
    '@hono/zod-openapi',
    'package.json',
  ],
  'src-main/doors/': [
    'src-main/api/*',
    'src-main/core/*',
    'src-main/doors/*',
    'src-shared/*',
    'zod',
    'hono',
    'koffi',
    'node:*',
  ],
  // A thread of its own that shares nothing with the agent.
  'src-main/sandbox/': ['oidc-provider', 'node:*', 'src-main/sandbox/*'],
  // The one place that speaks NaCl.
  'src-main/doors/oidc-agent/seal.ts': ['@noble/ciphers', 'src-main/core/*', 'node:*'],
  'src-main/desktop/': [
    'electron',
    'electron-store',
    'node:*',
    'src-main/compose.ts',
    'src-main/desktop/*',
    'src-main/core/*',
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

const matches = (target: string, rule: string): boolean =>
  rule.endsWith('*') ? target.startsWith(rule.slice(0, -1)) : target === rule;

/** Bundled into the window and the command line, so none of them may bring the providers along. */
const PROFILE_FIELDS = /^src-main\/providers\/([a-z]+\/)?profile-fields\.ts$/;

function rulesFor(path: string): readonly string[] {
  if (PROFILE_FIELDS.test(path)) return ['src-shared/*', ...fieldFiles];
  const place = Object.keys(MAY_IMPORT)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  return place === undefined ? [] : (MAY_IMPORT[place] ?? []);
}

const fieldFiles = ['aws/', 'huawei/', 'hydra/', 'oidc/', 'shared/', ''].map(
  (folder) => `src-main/providers/${folder}profile-fields.ts`,
);

/** The command line and the window know the API by its types only; one command starts the agent, at run time. */
function sharedAcross(path: string, { target, typeOnly, dynamic }: Import): boolean {
  if (target === 'src-main/api/types.ts' && typeOnly) return /^src-(cli|renderer)\//.test(path);
  // What providers describe of their profiles, drawn by both. Data, which imports nothing else (see PROFILE_FIELDS).
  if (target === 'src-main/providers/profile-fields.ts') return /^src-(cli|renderer)\//.test(path);
  return path === 'src-cli/upkeep/agent-command.ts' && target === 'src-main/headless.ts' && dynamic;
}

function forbiddenImports(source: Source): string[] {
  if (!source.path.endsWith('.ts')) return [];
  return importsOf(source)
    .filter((found) => {
      if (sharedAcross(source.path, found)) return false;
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
    pattern:
      /\b(?:provider(?:\.kind)?|kind)\s*(?:===|!==)\s*['"`](?:oidc|hydra|aws|huawei)['"`]|\bcase\s+['"`](?:oidc|hydra|aws|huawei)['"`]/,
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
  // F54: on Linux it may encrypt with a fixed key; the keychain itself is what we use.
  { name: 'F54: safeStorage is not used', pattern: /safeStorage/, where: everywhere },
];

function brokenTextRules(source: Source): string[] {
  const plain = code(source.text);
  return TEXT_RULES.filter(({ where, pattern }) => where(source.path) && pattern.test(plain)).map(
    ({ name }) => `${source.path}: ${name}`,
  );
}

function badShape({ path, text }: Source): string[] {
  const lines = text.split('\n').length - 1;
  return [
    ...(path.endsWith('.ts') && !WORDS.test(path) && lines > MAX_LINES ? [`${path} has ${lines} lines`] : []),
    ...(/(^|\/)utils?\.ts$/.test(path) ? [`${path} says nothing by its name`] : []),
    ...(path.endsWith('.ts') && !/^(#![^\n]*\n)?\/[*/]/.test(text) ? [`${path} has no header comment`] : []),
  ];
}

/** Every file that takes a secret into its hands. A new name here is a decision, to be made in review. */
const REVEALERS: readonly string[] = [
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
  'src-main/providers/aws/http.ts',
  'src-main/providers/aws/registration.ts',
  'src-main/providers/aws/tokens.ts',
  'src-main/providers/huawei/device.ts',
  'src-main/providers/huawei/http.ts',
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

const sources = readSources(ROOT);

describe('the house', () => {
  it('imports go in one direction only', () => {
    expect(sources.flatMap(forbiddenImports)).toEqual([]);
  });

  it('the world enters by its doors only', () => {
    expect(sources.flatMap(brokenTextRules)).toEqual([]);
  });

  it('files are short, named for what they do, and begin by saying it', () => {
    expect(sources.flatMap(badShape)).toEqual([]);
  });

  it('only the files listed here reveal a secret', () => {
    const found = sources.filter(
      ({ path, text }) => path !== 'src-main/core/secret.ts' && /\breveal\(\)/.test(code(text)),
    );
    expect(found.map(({ path }) => path).sort()).toEqual([...REVEALERS].sort());
  });
});

describe('these rules can be broken', () => {
  const broken = (path: string, text: string): string[] => {
    const source = { path, text: `/** x */\n${text}` };
    return [...forbiddenImports(source), ...brokenTextRules(source), ...badShape(source)];
  };

  it.each([
    ['src-main/core/a.ts', "import { x } from 'node:fs';"],
    ['src-main/core/a.ts', "import {\n  x,\n  y,\n} from '../adapters/clock.ts';"],
    ['src-main/core/a.ts', "export * from '../providers/oidc/provider.ts';"],
    ['src-main/core/a.ts', "import type { X } from 'electron';"],
    ['src-main/core/a.ts', "const x = await import('undici');"],
    ['src-main/core/a.ts', "import 'node:fs';"],
    ['src-main/core/a.ts', 'const now = Date.now();'],
    ['src-main/core/a.ts', 'setTimeout(go, 1);'],
    ['src-main/core/a.ts', 'const now = new Date();'],
    ['src-main/core/a.ts', 'const r = Math.random();'],
    ['src-main/core/a.ts', 'const home = process.env.HOME;'],
    ['src-main/core/a.ts', "const r = await fetch('https://x');"],
    ['src-main/core/a.ts', "if (profile.provider === 'oidc') go();"],
    ['src-main/providers/a.ts', "import { x } from '../adapters/clock.ts';"],
    ['src-main/providers/aws/profile-fields.ts', "import { x } from './settings.ts';"],
    ['src-cli/a.ts', "import { x } from '../src-main/providers/index.ts';"],
    ['src-main/adapters/a.ts', "import keytar from 'keytar';"],
    ['src-main/adapters/a.ts', "const keytar = createRequire(import.meta.url)('keytar');"],
    ['src-main/adapters/a.ts', "import { x } from '../api/routes.ts';"],
    ['src-main/api/a.ts', "import { x } from '../doors/socket.ts';"],
    ['src-main/doors/a.ts', "import { x } from '../adapters/clock.ts';"],
    ['src-main/doors/a.ts', "import { app } from 'electron';"],
    ['src-main/desktop/a.ts', "import { x } from '../doors/socket.ts';"],
    ['src-main/headless.ts', "import { x } from './desktop/main.ts';"],
    ['src-main/headless.ts', "import { app } from 'electron';"],
    ['src-main/desktop/a.ts', "app.commandLine.appendSwitch('no-sandbox');"],
    ['src-main/desktop/a.ts', "import { safeStorage } from 'electron';"],
    ['src-cli/a.ts', "import { x } from '../src-main/api/types.ts';"],
    ['src-cli/a.ts', "import type { X } from '../src-main/core/view.ts';"],
    ['src-cli/a.ts', "await import('../src-main/headless.ts');"],
    ['src-cli/upkeep/agent-command.ts', "import { x } from '../../src-main/headless.ts';"],
    ['src-renderer/a.ts', "import { x } from '../src-main/api/types.ts';"],
    ['clients/js/a.ts', "import type { X } from '../../src-main/api/types.ts';"],
    ['clients/js/a.ts', "import { z } from 'zod';"],
    ['src-shared/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src-shared/a.ts', "import type { X } from '../src-main/api/types.ts';"],
    ['src-cli/utils.ts', 'export const x = 1;'],
  ])('%s: %s', (path, text) => {
    expect(broken(path, text)).not.toEqual([]);
  });

  it('a file of one line too many', () => {
    expect(broken('src-cli/a.ts', 'x;\n'.repeat(MAX_LINES))).toEqual([`src-cli/a.ts has ${MAX_LINES + 1} lines`]);
  });

  it.each([
    ['src-cli/a.ts', "import type { X } from '../src-main/api/types.ts';"],
    ['src-cli/upkeep/agent-command.ts', "await import('../../src-main/headless.ts');"],
    ['src-main/core/a.ts', '// Date.now() would be wrong here\nconst x = await context.fetch(url);'],
    ['src-main/core/a.ts', "import { z } from 'zod';\nimport type { Clock } from './ports.ts';"],
  ])('and kept: %s: %s', (path, text) => {
    expect(broken(path, text)).toEqual([]);
  });
});
