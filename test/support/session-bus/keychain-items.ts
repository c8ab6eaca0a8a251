/** What the keychain of a session holds of Latchkey, as a person who may open it finds it: with secret-tool, decoded. */
import { spawnSync } from 'node:child_process';
import { parseIndex } from '../../../src-main/adapters/vault/item-text.ts';

/** Labels, attributes and values, one a line. Values in chunks are not put together. */
export function keychainItems(env: NodeJS.ProcessEnv): string {
  const { stdout, stderr } = spawnSync('secret-tool', ['search', '--all', 'service', 'latchkey'], {
    env,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').map((line) => {
    const found = parseIndex(line.replace(/^secret = /, ''));
    return found !== undefined && found !== 'newer' && 'value' in found ? `secret = ${found.value}` : line;
  });
  return [...lines, stderr].join('\n');
}
