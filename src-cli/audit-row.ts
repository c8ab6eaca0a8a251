/** The row of `latchkey audit` in the table of commands; see table/commands.ts. Data only. */

import type { Command } from './line/command.ts';
import { run } from './upkeep/audit-command.ts';

export const AUDIT: Command = {
  name: 'audit',
  summary: 'Show which programs asked for what, and what they got',
  details:
    'Every token and every credential that leaves Latchkey, and every command that it is given, is recorded with the program ' +
    'behind it as far as the system tells. Nothing secret is in the log. The newest come last.',
  args: [{ name: 'NAME', optional: true, isProfile: true }],
  options: [
    { name: 'limit', value: 'N', help: 'At most so many of the newest (default: 50; with --since 5000)' },
    { name: 'since', value: 'TIME', help: 'Only since then: 30m, 2h, 7d (ago), 14:30, 2026-01-31, or RFC 3339' },
    { name: 'denied', help: 'Only what was refused' },
    { name: 'follow', help: 'Stay, and show what comes, until Ctrl-C' },
    { name: 'json', help: 'Print JSON lines, for programs: one for each entry, with all that is known' },
  ],
  examples: [
    ['latchkey audit', 'the newest entries'],
    ['latchkey audit work --since 2h', "who used the profile 'work' in the last two hours"],
    ['latchkey audit --denied --follow', 'watch for refusals'],
    ['latchkey audit --json --since 7d | jq -r .program.executable | sort | uniq -c', 'count by program'],
  ],
  run,
};
