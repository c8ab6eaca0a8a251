/** docs/commands.md matches the table of commands. */
import { expect, it } from 'vitest';
import { commandReference } from '../../../scripts/documents/command-reference.ts';
import { COMMANDS } from '../../../src-cli/table/commands.ts';

it('docs/commands.md is generated from the table (update it with -u)', async () => {
  await expect(commandReference(COMMANDS)).toMatchFileSnapshot('../../../docs/commands.md');
});
