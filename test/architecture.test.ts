/**
 * The house rules that a reader relies on, held against the sources; each has an example that breaks it. It reads the sources as
 * text; it may not import them.
 */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileGraph, floors, folderGraph } from '../scripts/house/graph.ts';
import { fullestFolders, longParameterLists } from '../scripts/house/measures.ts';
import { code, readSources, type Source } from '../scripts/house/sources.ts';
import {
  badRooms,
  badShape,
  brokenTextRules,
  CORE_FLOORS,
  forbiddenImports,
  LONG_PARAMETER_LISTS,
  MAX_FILES,
  MAX_LINES,
  REVEALERS,
} from './support/house/rules.ts';

const ROOT = resolve(import.meta.dirname, '..');
const sources = readSources(ROOT);

describe('the house', () => {
  it('imports go in one direction only', () => {
    expect(sources.flatMap(forbiddenImports)).toEqual([]);
  });

  it('F54: security 11: the world enters by its doors only, secrets by the keychain itself, and no door holds a credential', () => {
    expect(sources.flatMap(brokenTextRules)).toEqual([]);
  });

  it('files are short, named for what they do, and begin by saying it', () => {
    expect(sources.flatMap(badShape)).toEqual([]);
  });

  it('no files and no folders import each other in a circle, and no folder is full', () => {
    expect(badRooms(sources)).toEqual([]);
    expect(floors(folderGraph(fileGraph(sources.filter(({ path }) => path.startsWith('src-main/core/')))))).toBe(
      CORE_FLOORS.length + 1,
    );
  });

  it('the folders of the tests are not full either', () => {
    const tests = readSources(ROOT, ['test', 'scripts', 'bench'], /\.(ts|mjs)$/);
    expect(fullestFolders(tests).filter(([, count]) => count > MAX_FILES)).toEqual([]);
  });

  it('no function has more parameters than a reader can keep in mind', () => {
    expect(longParameterLists(sources).sort()).toEqual(LONG_PARAMETER_LISTS);
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
    ['src-main/core/a.ts', "import type { X } from './time/serial.ts';"],
    ['src-main/core/state/a.ts', "import type { X } from '../session/session.ts';"],
    ['src-main/core/gate/a.ts', "import type { X } from '../logins/logins.ts';"],
    ['src-main/api/a.ts', "import type { X } from '../core/state/state.ts';"],
    ['src-main/desktop/a.ts', "import { x } from '../core/time/serial.ts';"],
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
    ['src-main/doors/a.ts', 'const late = new Map<string, Promise<RoleAnswer>>();'],
    ['src-main/doors/a.ts', 'const late = new Map<string, Promise<unknown>>();'],
    ['src-main/doors/a.ts', 'let last: TokenAnswer | undefined;'],
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

  const at = (path: string, ...targets: string[]): Source => ({
    path,
    text: targets.map((target) => `import type { X } from '${target}';`).join('\n'),
  });

  it.each([
    [
      'two files, one by a type',
      [at('src-cli/a.ts', './b.ts'), { path: 'src-cli/b.ts', text: "await import('./a.ts');" }],
    ],
    ['three files', [at('src-cli/a.ts', './b.ts'), at('src-cli/b.ts', './c.ts'), at('src-cli/c.ts', './a.ts')]],
    [
      'two folders',
      [
        at('src-cli/x/a.ts', '../y/b.ts'),
        at('src-cli/x/c.ts'),
        at('src-cli/y/b.ts'),
        at('src-cli/y/d.ts', '../x/c.ts'),
      ],
    ],
    [
      'a folder and one inside it',
      [at('src-cli/a.ts', './x/b.ts'), at('src-cli/c.ts'), at('src-cli/x/b.ts', '../c.ts')],
    ],
    ['a full folder', Array.from({ length: MAX_FILES + 1 }, (_, i) => at(`src-cli/x/${i}.ts`))],
    ['a name twice', [at('src-cli/kube/kube-config.ts')]],
  ])('rooms: %s', (_what, all) => {
    expect(badRooms(all)).toHaveLength(1);
  });

  it('rooms that are in order', () => {
    const kept = [
      at('src-cli/x/a.ts', './b.ts', '../y/c.ts'),
      at('src-cli/x/b.ts'),
      at('src-cli/y/c.ts'),
      at('src-main/core/time/time-x.ts'),
    ];
    expect(badRooms(kept)).toEqual([]);
  });

  it.each([
    ['a function', 'function f(a: A, b: B, c: C, d: (x: D) => void, e: E[]): void {}'],
    ['with a default', 'const f = (a: A, b: B, { c, d }: CD, e = 5, f?: F) => a;'],
  ])('five parameters: %s', (_what, text) => {
    expect(longParameterLists([{ path: 'src-cli/a.ts', text }])).toHaveLength(1);
  });

  it('a call of five arguments is not a list of parameters', () => {
    const text = 'f(a, b, c, d ? x : y, e); const g = (a: A, b: Map<B, C>, d: { e: E; f: F }, h: [I, J]) => a;';
    expect(longParameterLists([{ path: 'src-cli/a.ts', text }])).toEqual([]);
  });

  it('a file of one line too many', () => {
    expect(broken('src-cli/a.ts', 'x;\n'.repeat(MAX_LINES))).toEqual([`src-cli/a.ts has ${MAX_LINES + 1} lines`]);
  });

  it.each([
    ['src-cli/a.ts', "import type { X } from '../src-main/api/types.ts';"],
    ['src-cli/upkeep/agent-command.ts', "await import('../../src-main/headless.ts');"],
    ['src-main/core/a.ts', '// Date.now() would be wrong here\nconst x = await context.fetch(url);'],
    ['src-main/core/a.ts', "import { z } from 'zod';\nimport type { Clock } from './ports.ts';"],
    ['src-main/core/agent/a.ts', "import { x } from '../gate/gate.ts';\nimport type { Clock } from '../ports.ts';"],
    ['src-main/adapters/files/settings-file.ts', "import { createSerial } from '../../core/time/serial.ts';"],
  ])('and kept: %s: %s', (path, text) => {
    expect(broken(path, text)).toEqual([]);
  });
});
