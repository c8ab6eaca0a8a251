/** The text of errors.md, from the table of errors. Pure; used by scripts/documents/write-error-table.mjs and by the test that compares. */

interface Meaning {
  readonly status: number;
  readonly exit: number;
  readonly hint: string;
}

const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  1: 'an error inside Latchkey',
  2: 'usage, or the configuration',
  3: 'a sign-in is needed',
  4: 'the agent is not running',
  5: 'the provider refused',
  6: 'the provider, the network or the browser cannot be reached',
  7: 'the vault is locked, missing, full or broken',
  8: 'not allowed',
};

const INTRODUCTION = `<!-- Made by \`npm run docs:errors\` from src-main/core/error-table.ts; do not edit. -->
# Errors

Every failure has a stable code, one plain sentence that names what it is about, and a hint: the next thing to do.
They are the same in the window, the tray, the command line and the API. Codes are never renamed or reused, so
scripts can rely on them.

- The command line prints \`latchkey: sentence\` and \`  hint: …\` to standard error; with \`--json\` it prints
  \`{"error":{"code","message","hint"}}\`.
- The API answers \`application/problem+json\` (RFC 9457) with the members \`code\` and \`hint\`, and \`detail\` as the sentence.

The hints below are the general ones; where Latchkey knows more about a case, its hint is more precise.
`;

export function errorTable(errors: Readonly<Record<string, Meaning>>): string {
  const exits = [...new Set(Object.values(errors).map(({ exit }) => exit))].sort((a, b) => a - b);
  const sections = exits.map((exit) => {
    const rows = Object.entries(errors)
      .filter(([, meaning]) => meaning.exit === exit)
      .map(([code, { status, hint }]) => `| \`${code}\` | ${status} | ${hint.replaceAll('|', '\\|')} |`);
    return [
      `\n## Exit code ${exit}: ${EXIT_MEANINGS[exit] ?? 'other'}\n`,
      '| Code | HTTP | Hint |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return `${INTRODUCTION}${sections.join('\n')}\n`;
}
