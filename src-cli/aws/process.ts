/**
 * The value of `credential_process`: written for this command, and distinguished from those of other programs. botocore
 * splits it on its own, other SDKs pass it to a shell: we write only what both read the same way.
 */
import { CliError, EXIT } from '../line/errors.ts';
import { parseRoleName, type RoleName } from '../roles/role-name.ts';

/** Safe for both without quotes. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Throws `usage` when the path of this command cannot be written in a way that all tools understand. */
export function processCommand(program: readonly string[], { profile, role }: RoleName): string {
  return [...program.map(quoted), 'aws-credentials', `${profile}/${role}`].join(' ');
}

function quoted(word: string): string {
  if (PLAIN.test(word)) return word;
  // After a space, `#` and `;` begin a comment for some tools, even inside quotes.
  if (/\s[#;]|\p{Cc}/u.test(word)) throw unquotable(word);
  if (process.platform === 'win32' && !/["%]/.test(word)) return `"${word}"`;
  if (process.platform !== 'win32' && !word.includes("'")) return `'${word}'`;
  if (!/["$`\\!%]/.test(word)) return `"${word}"`;
  throw unquotable(word);
}

function unquotable(word: string): CliError {
  const hint = 'Call it through a symbolic link in a folder with a plain name, such as ~/.local/bin/latchkey.';
  return new CliError('usage', EXIT.usage, `AWS tools could not start a program at the path ${word}.`, hint);
}

/** The role that a `credential_process` of ours is for; undefined: it is not ours. */
export function ourRole(command: string): RoleName | undefined {
  const words = (command.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const at = words.indexOf('aws-credentials');
  const program = words[at - 1];
  if (program === undefined || !/(^|[/\\])latchkey(\.([cm]?js|cmd|exe))?$/i.test(program)) return undefined;
  try {
    return parseRoleName(words[at + 1] ?? '');
  } catch {
    return undefined;
  }
}
