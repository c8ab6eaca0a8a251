/**
 * A keychain's failures as our codes. keytar passes on the system's sentence and nothing else, so the sentences are
 * matched; those of Linux were found by trying (libsecret 0.21, gnome-keyring 46), the others are documented.
 */
import { type ErrorCode, LatchkeyError } from '../../core/errors.ts';

interface Meaning {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly hint?: string;
}

const MEANINGS: readonly Meaning[] = [
  {
    // keytar's own library, or libsecret, is not installed.
    pattern: /cannot open shared object|cannot find module|was compiled against|invalid ELF|dlopen/i,
    code: 'vault_missing',
    sentence: 'The keychain library is not installed.',
    hint: 'On Linux install libsecret (libsecret-1-0), or choose --vault file.',
  },
  {
    // libsecret keeps its session with the previous daemon for as long as the process lives.
    pattern: /name :\d[\d.]* was not provided|session wrapping the secret|disconnected from message bus/i,
    code: 'vault_failed',
    sentence: 'The keychain was restarted while Latchkey ran.',
    hint: 'Restart Latchkey.',
  },
  {
    pattern: /object does not exist at path/i,
    code: 'vault_missing',
    sentence: 'The keychain has no keyring that can be opened.',
    hint: 'Sign in to the desktop once so that a keyring is created, or choose --vault file.',
  },
  {
    pattern:
      /autolaunch|dbus-launch|could not connect|connection (?:refused|is closed)|not provided by any \.service|message bus|logon session does not exist|no keychain|keychain (?:could|cannot) (?:not )?be found/i,
    code: 'vault_missing',
    sentence: 'There is no keychain in this session.',
  },
  {
    pattern: /locked|dismissed|prompt|interaction is not allowed|cancell?ed|passphrase you entered/i,
    code: 'vault_locked',
    sentence: 'The keychain is locked.',
  },
  {
    // gnome-keyring could not write its file (CKR_DEVICE_ERROR); it does not say why.
    pattern:
      /error occurred on the device|device memory|no space|disk (?:is )?full|quota|not enough (?:space|storage|memory)/i,
    code: 'vault_full',
    sentence: 'The keychain could not write to its disk; it is probably full.',
  },
];

export function keychainError(thrown: unknown): LatchkeyError {
  if (thrown instanceof LatchkeyError) return thrown;
  const said = thrown instanceof Error ? thrown.message : '';
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(said));
  if (meaning === undefined) return new LatchkeyError('vault_failed', 'The keychain failed.', { cause: thrown });
  const { code, sentence, hint } = meaning;
  return new LatchkeyError(code, sentence, hint === undefined ? { cause: thrown } : { cause: thrown, hint });
}
