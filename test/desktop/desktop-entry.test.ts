/** The desktop entry that the Linux packages install: what a launcher offers besides starting Latchkey. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { QUIT } from '../../src-cli/upkeep/quit-command.ts';
import { TAGS } from '../../src-shared/language-tags.ts';

it('desktops 4: without a tray, the launcher quits Latchkey, in every language', () => {
  const entry = readFileSync('assets/linux/latchkey.desktop', 'utf8');
  const [main = '', action = ''] = entry.split('[Desktop Action quit]\n');
  expect(main).toContain('\nActions=quit;\n');
  expect(action).toContain(`Exec=/usr/bin/latchkey ${QUIT.name}\n`);
  expect(action.match(/^Name/gm)).toHaveLength(TAGS.length);
});
