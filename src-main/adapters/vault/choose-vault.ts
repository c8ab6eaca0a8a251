/**
 * Which vault is used. An explicit choice (--vault, LATCHKEY_VAULT) is final. Else: the keychain, if it answers or is
 * only locked or full; else the vault file, if there is one or a passphrase descriptor was given; else none. Never memory or
 * plaintext automatically.
 *
 * A keychain that is locked or absent still gives a vault, whose calls reject until it is there: the agent shows that
 * and continues on its own when the person has unlocked or started it. `problem` is what was wrong at the start, for a
 * caller that would rather stop. A vault file without its passphrase cannot recover and rejects.
 */
import { access } from 'node:fs/promises';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { Vault } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import { defaultVaultFile } from '../files/config-dir.ts';
import { type AgeVaultOptions, ageVault } from './age-vault.ts';
import { type KeychainVault, keytarVault } from './keytar-vault.ts';
import { memoryVault } from './memory-vault.ts';
import { passphraseFromDescriptor, passphraseFromTerminal } from './passphrase.ts';

/** Of a passphrase at the terminal. */
const MOST_TRIES = 3;

export interface VaultOptions {
  /** From the command line; else LATCHKEY_VAULT. */
  readonly kind?: string | undefined;
  /** LATCHKEY_VAULT, LATCHKEY_VAULT_FILE, LATCHKEY_VAULT_PASSPHRASE_FD, LATCHKEY_KEYCHAIN_SERVICE. */
  readonly env?: NodeJS.ProcessEnv;
  readonly age?: AgeVaultOptions;
  /** Without a keychain, offer a new vault file at the terminal. */
  readonly offersFile?: boolean | undefined;
}

export interface ChosenVault {
  readonly vault: Vault;
  /** The reason for the choice, for the log and the doctor. */
  readonly reason: string;
  /** The keychain does not work now: `vault_locked`, `vault_missing`, `vault_full` or `vault_failed`. */
  readonly problem?: LatchkeyError;
  /** See `KeychainVault.isStuck`; false for the others. */
  isStuck(): boolean;
}

/** Rejects with `usage` for an unknown kind, and with the errors of opening a vault file. */
export async function chooseVault(options: VaultOptions = {}): Promise<ChosenVault> {
  const env = options.env ?? process.env;
  const kind = options.kind ?? (env['LATCHKEY_VAULT'] || undefined);
  const path = defaultVaultFile(env);
  switch (kind) {
    case 'memory':
      return { vault: memoryVault(), reason: 'memory was chosen: nothing survives a restart', isStuck: () => false };
    case 'file':
      return openFile(path, env, options, 'the file was chosen');
    case 'keychain':
      return tryKeychain(env, 'the keychain was chosen');
    case undefined:
      break;
    default:
      throw new LatchkeyError('usage', `There is no vault called '${kind.slice(0, 40)}'.`, {
        hint: 'Choose --vault keychain, file or memory.',
      });
  }
  const keychain = await tryKeychain(env, 'the keychain answers');
  if (isThere(keychain)) return keychain;
  if ((await exists(path)) || env['LATCHKEY_VAULT_PASSPHRASE_FD']) {
    return openFile(path, env, options, 'there is no keychain, but there is a vault file');
  }
  if (keychain.problem?.code !== 'vault_missing') return keychain;
  if (options.offersFile) return openFile(path, env, options, 'there is no keychain, and a file was chosen');
  const agent = env['LATCHKEY_STARTED_AS'] || 'latchkey agent';
  const problem = new LatchkeyError('vault_missing', keychain.problem.message, {
    hint: `Start a keychain (on Linux a Secret Service such as gnome-keyring), or run \`${agent} --vault file\` (asks for a passphrase) or \`${agent} --vault memory\` (nothing survives a restart).`,
    cause: keychain.problem,
  });
  return { ...keychain, reason: 'there is no vault', problem };
}

/** A locked or full keychain is still the person's; one that fails in unknown words cannot store anything. */
function isThere({ problem }: ChosenVault): boolean {
  return problem === undefined || problem.code === 'vault_locked' || problem.code === 'vault_full';
}

async function tryKeychain(env: NodeJS.ProcessEnv, reason: string): Promise<ChosenVault> {
  const vault: KeychainVault = keytarVault(env['LATCHKEY_KEYCHAIN_SERVICE'] || 'latchkey', { env });
  const chosen = { vault, reason, isStuck: vault.isStuck };
  try {
    // No write: it could open a prompt before the first sign-in.
    if ((await vault.look()) === 'empty' && !hasDisplay(env)) throw noKeyring();
    return chosen;
  } catch (error) {
    return { ...chosen, problem: asLatchkeyError(error) };
  }
}

/** Without one, the password of a new keyring cannot be asked for. */
function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

function noKeyring(): LatchkeyError {
  return new LatchkeyError('vault_missing', 'The keychain has no keyring, and without a display it cannot create one.');
}

async function openFile(
  path: string,
  env: NodeJS.ProcessEnv,
  options: VaultOptions,
  reason: string,
): Promise<ChosenVault> {
  const descriptor = env['LATCHKEY_VAULT_PASSPHRASE_FD'];
  const opened = async (passphrase: Secret): Promise<ChosenVault> => ({
    vault: await ageVault(path, passphrase, options.age),
    reason,
    isStuck: () => false,
  });
  if (descriptor) return opened(await passphraseFromDescriptor(descriptor));
  const isNew = !(await exists(path));
  let remark = isNew && options.offersFile ? `There is no keychain. Your sign-ins go into ${path}.` : undefined;
  for (let tries = 1; ; tries += 1) {
    const passphrase = await passphraseFromTerminal(isNew, remark);
    if (passphrase === undefined) throw noTerminal(path);
    try {
      return await opened(passphrase);
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      if (error.code !== 'vault_passphrase' || tries === MOST_TRIES) throw error;
      remark = `${error.message} Try again.`;
    }
  }
}

function noTerminal(path: string): LatchkeyError {
  return new LatchkeyError(
    'vault_passphrase',
    `The vault file ${path} needs a passphrase, and there is no terminal to enter it.`,
    { hint: 'Start it in a terminal, or run `LATCHKEY_VAULT_PASSPHRASE_FD=3 latchkey agent 3< FILE`.' },
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
