/** The browser of a demo without a person: a program that records the link that it is to open and opens nothing. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOTED = 'LATCHKEY_DEMO_LINK';

/** The environment that makes the agent open links with it. */
export function notedLinks(folder: string): NodeJS.ProcessEnv {
  // Windows cannot run this script; there, the demo opens no link without a person.
  if (process.platform === 'win32') return {};
  const program = join(folder, 'note-link');
  writeFileSync(program, `#!/bin/sh\nprintf '%s' "$LATCHKEY_LINK" > "$${NOTED}"\n`);
  chmodSync(program, 0o700);
  return { LATCHKEY_OPEN_COMMAND: program, [NOTED]: join(folder, 'link') };
}

export function lastLink(env: NodeJS.ProcessEnv): string | undefined {
  const path = env[NOTED] ?? '';
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
