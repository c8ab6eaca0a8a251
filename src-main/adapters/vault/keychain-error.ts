/**
 * A keychain's failures as our codes, with its own sentence. keytar passes on the system's sentence and
 * nothing else, so the sentences are matched; those of Linux were found by trying (libsecret 0.21, gnome-keyring 46,
 * dbus-daemon, dbus-broker 33, systemd 252), the others are documented.
 */
import { type ErrorCode, LatchkeyError } from '../../core/errors.ts';

/** Of the keychain's own sentence. */
const LONGEST_SAID = 200;

interface Meaning {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly hint?: string;
}

const any = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'i');

const MEANINGS: readonly Meaning[] = [
  {
    // keytar's own library, or libsecret, is not installed.
    pattern: any('cannot open shared object', 'cannot find module', 'was compiled against', 'invalid ELF', 'dlopen'),
    code: 'vault_missing',
    sentence: 'The keychain library is not installed',
    hint: 'On Linux install libsecret (libsecret-1-0), or run `latchkey agent --vault file`.',
  },
  {
    // libsecret keeps its session with the previous daemon for as long as the process lives.
    pattern: any('name :\\d[\\d.]* was not provided', 'session wrapping the secret', 'disconnected from message bus'),
    code: 'vault_failed',
    sentence: 'The keychain was restarted while Latchkey ran',
    hint: 'Restart Latchkey.',
  },
  {
    // A service without a keyring.
    pattern: any(
      'object does not exist at path',
      'no such (?:secret )?(?:collection|object)',
      'no default (?:collection|keychain)',
      'NoSuchObject',
    ),
    code: 'vault_missing',
    sentence: 'The keychain has no keyring that can be opened',
    hint: 'Sign in to the desktop once so that a keyring is created, or run `latchkey agent --vault file`.',
  },
  {
    pattern: any(
      // no bus
      'autolaunch|dbus-launch|message bus|bus address|machine-?id',
      'could not connect|connection (?:refused|reset|is closed)|authentication mechanisms',
      '(?:unknown|unsupported|invalid) (?:or unsupported )?transport|address.{0,80}(?:is invalid|is malformed|empty)',
      // no one owns the name on the bus, and no service can be started for it
      'not provided by any \\.service|not activatable|has no owner|does not have an owner|ServiceUnknown|NameHasNoOwner',
      'activation request failed|could not activate|failed to activate|service_start_timeout|does not start',
      'unit \\S* ?(?:not found|is masked|failed)|launch helper|process \\S+ exited with|ServiceNotFound',
      // its owner is not a keychain, or we are not allowed to ask it
      'no such (?:interface|method)|UnknownMethod|UnknownInterface|AccessDenied|rejected send message|policy prevents',
      // other systems
      'logon session does not exist|no keychain|keychain (?:could|cannot) (?:not )?be found',
    ),
    code: 'vault_missing',
    sentence: 'There is no keychain in this session',
  },
  {
    pattern: any('locked', 'dismissed', 'prompt', 'interaction is not allowed', 'cancell?ed', 'passphrase you entered'),
    code: 'vault_locked',
    sentence: 'The keychain is locked',
  },
  {
    // gnome-keyring could not write its file (CKR_DEVICE_ERROR); it does not say why.
    pattern: any(
      'error occurred on the device|device memory|no space|disk (?:is )?full|quota',
      'not enough (?:space|storage|memory)',
    ),
    code: 'vault_full',
    sentence: 'The keychain could not write to its disk; it is probably full',
  },
];

export function keychainError(thrown: unknown): LatchkeyError {
  if (thrown instanceof LatchkeyError) return thrown;
  const said = thrown instanceof Error ? thrown.message : '';
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(said));
  const { code, sentence, hint } = meaning ?? {
    code: 'vault_failed',
    sentence: 'The keychain failed',
    hint: undefined,
  };
  const message = `${sentence}${inItsWords(said)}.`;
  return new LatchkeyError(code, message, hint === undefined ? { cause: thrown } : { cause: thrown, hint });
}

/** There is no usable keychain; `said` is the system's own sentence. */
export function keychainMissing(said: string): LatchkeyError {
  return new LatchkeyError('vault_missing', `There is no keychain in this session${inItsWords(said)}.`);
}

/** Without the D-Bus error's name, which is for programmers. */
function inItsWords(said: string): string {
  const words = said.replace(/^(?:GDBus\.Error:)?[\w.]+\.[\w.]+: /, '').trim();
  return words === '' ? '' : ` (${words.replace(/\.$/, '').slice(0, LONGEST_SAID)})`;
}
