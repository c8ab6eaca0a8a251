/** docs/commands.md is what the table of commands says. */
import { expect, it } from 'vitest';
import { commandReference } from '../../../scripts/documents/command-reference.ts';
import { COMMANDS } from '../../../src-cli/table/commands.ts';

it('docs/commands.md is made from the table (write it anew with -u)', async () => {
  await expect(commandReference(COMMANDS)).toMatchFileSnapshot('../../../docs/commands.md');
});
