/** Every command that a person is shown can be typed: in the documents, in the help, and in the hint of an error. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CliError, isCliError } from '../../../src-cli/line/errors.ts';
import { parseWords } from '../../../src-cli/line/parse.ts';
import { COMMANDS } from '../../../src-cli/table/commands.ts';
import { findCommand } from '../../../src-cli/table/find-command.ts';
import { report } from '../../../src-cli/table/report.ts';
import { ERRORS } from '../../../src-main/core/errors.ts';
import { inLine, inMarkdown, inSource, wordsOf } from './shown-commands.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

/** What the command line would say about it; undefined: it is understood. */
function complaint(line: string): string | undefined {
  try {
    const { command, rest } = findCommand(COMMANDS, wordsOf(line));
    parseWords(command, rest);
    return undefined;
  } catch (thrown) {
    if (isCliError(thrown)) return `${line}: ${thrown.message}`;
    throw thrown;
  }
}

/** The name of a command may stand for it, without its arguments, and so may an option's, without its value. */
const isOnlyUnfinished = (said: string): boolean =>
  /: (`latchkey [a-z -]+` needs [A-Z][A-Z/[\]]*\.|The option --[a-z-]+ needs a value: .*)$/.test(said);

const ROOMS = ['src-cli', 'src-languages', 'src-main', 'src-renderer', 'src-shared'];
const described = COMMANDS.map(({ details = '', summary, options }) =>
  [summary, details, ...options.map(({ help }) => help)].join('\n'),
).join('\n');

/** In the texts that say what to do next; the help's own paragraphs only mention commands. */
const inHints = (): string[] =>
  ROOMS.flatMap((room) => filesIn(room, '.ts'))
    .flatMap((file) => inSource(read(file)))
    .filter((line) => !described.includes(`\`${line}\``));

describe('newcomer A3: a command that is shown can be typed', () => {
  it.each(['README.md', 'SECURITY.md', 'CHANGELOG.md', ...filesIn('docs', '.md')])('in %s', (document) => {
    const wrong = inMarkdown(read(document)).flatMap(({ line, isMention }) => {
      // The reference has the form of each command, with its placeholders.
      const said = line.includes('[') && document === 'docs/commands.md' ? undefined : complaint(line);
      return said === undefined || (isMention && isOnlyUnfinished(said)) ? [] : [said];
    });
    expect(wrong).toEqual([]);
  });

  it('in the help', () => {
    const lines = COMMANDS.flatMap(({ examples }) => examples).flatMap(([line]) => inLine(line));
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
    const mentioned = [...described.matchAll(/`(latchkey [^`]+)`/g)].map(([, line = '']) => complaint(line) ?? '');
    expect(mentioned.filter((said) => said !== '' && !isOnlyUnfinished(said))).toEqual([]);
  });

  it('in hints, with all that it needs', () => {
    const lines = inHints();
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });

  it.each([
    ['kube-config work --cluster prod --write', '--cluster needs --context CONTEXT.'],
    ['kube-config work --dry-run', '--dry-run needs --write.'],
    ['roles work --as admin', '--as needs --add ACCOUNT/ROLE.'],
    ['profile edit work --git-username ada', '--git-username needs --git-host HOST[/PATH].'],
  ])('and latchkey %s is refused before the agent is asked', (line, sentence) => {
    expect(complaint(`latchkey ${line}`)).toBe(`latchkey ${line}: ${sentence}`);
  });
});

describe('newcomer A5: no hint names the command that shows it', () => {
  afterEach(() => vi.restoreAllMocks());

  /** What is printed when the command of a hint fails with that same hint. */
  function shownFor(hint: string, words: readonly string[]): string {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    report(new CliError('internal', 1, 'It failed.', hint), { json: false, profile: 'work', words });
    return written.mock.calls.map(([text]) => String(text)).join('');
  }

  it.each(Object.entries(ERRORS))('%s', (_code, { hint }) => {
    for (const [, line = ''] of hint.replace(/\bNAME\b/g, 'work').matchAll(/`(latchkey [^`]+)`/g)) {
      expect(shownFor(hint, wordsOf(line))).not.toContain(`\`${line}\``);
      expect(shownFor(hint, [...wordsOf(line), '--json'])).not.toContain(`\`${line}\``);
    }
  });

  it('but it may name the same command with something else', () => {
    expect(shownFor('Run `latchkey roles NAME` to see the roles.', ['roles', 'work', '--remove', 'x'])).toContain(
      '`latchkey roles work`',
    );
  });
});
