/** Keychain errors as our codes: by meaning, and with the keychain's own words. */
import { describe, expect, it } from 'vitest';
import { keychainError } from '../../../src-main/adapters/vault/keychain-error.ts';
import { ERRORS } from '../../../src-main/core/errors.ts';

const MISSING = [
  'The name org.freedesktop.secrets was not provided by any .service files',
  'The name is not activatable',
  'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name is not activatable',
  'GDBus.Error:org.freedesktop.DBus.Error.NameHasNoOwner: Could not activate remote peer: startup job failed',
  "Could not activate remote peer 'org.freedesktop.secrets': activation request failed: unknown unit",
  "Failed to activate service 'org.freedesktop.secrets': timed out (service_start_timeout=120000ms)",
  'Process org.freedesktop.secrets exited with status 1',
  'Unit dbus-org.freedesktop.secrets.service not found.',
  'Unit gnome-keyring-daemon.service is masked.',
  'Unknown or unsupported transport “disabled” for address “disabled:”',
  'Address “disabled” is invalid (missing ‘:’)',
  'The given address is empty',
  'Cannot autolaunch D-Bus without X11 $DISPLAY',
  'Cannot spawn a message bus without a machine-id: Unable to load /var/lib/dbus/machine-id',
  'Cannot determine session bus address (not implemented for this OS)',
  'Could not connect: No such file or directory',
  'Could not connect: Permission denied',
  'Exhausted all available authentication mechanisms (tried: EXTERNAL) (available: EXTERNAL)',
  'The connection is closed',
  'Object does not exist at path “/org/freedesktop/secrets/collection/login”',
  'No such secret collection at path: /',
  'No such interface “org.freedesktop.Secret.Service” on object at path /org/freedesktop/secrets',
  'GDBus.Error:org.freedesktop.DBus.Error.AccessDenied: An AppArmor policy prevents this sender from sending this message',
] as const;

describe('a keychain error', () => {
  it.each(MISSING)('inputs 4: is vault_missing: %s', (said) => {
    expect(keychainError(new Error(said))).toMatchObject({ code: 'vault_missing' });
  });

  it('is distinguished: locked, full, restarted, and unknown', () => {
    for (const [said, code] of [
      ['Prompt was dismissed', 'vault_locked'],
      ['Cannot create an item in a locked collection', 'vault_locked'],
      ['Failed to unlock: the operation was cancelled', 'vault_locked'],
      ['An error occurred on the device', 'vault_full'],
      ['The name :1.23 was not provided by any .service files', 'vault_failed'],
      ['Couldn’t frobnicate the daemon', 'vault_failed'],
    ]) {
      expect(keychainError(new Error(said)), said).toMatchObject({ code });
    }
  });

  it("inputs N18: shows the keychain's own sentence, without the D-Bus error name, on one line and of limited length", () => {
    const said = 'GDBus.Error:org.example.Error.Failed: Couldn’t frobnicate\nthe daemon.';
    const { message } = keychainError(new Error(said));
    expect(message).toMatch(/^The keychain failed \(Couldn’t frobnicate\s*the daemon\)\.$/);
    expect(message).not.toContain('\n');
    expect(keychainError(new Error('x'.repeat(5_000))).message.length).toBeLessThan(300);
    for (const words of MISSING) {
      const last = words.replace(/^GDBus\S+ /, '').replace(/\.$/, '');
      expect(keychainError(new Error(words)).message).toContain(last);
    }
  });

  it('newcomer A5: has no hint that names the doctor, which shows the hint', () => {
    for (const [code, { hint }] of Object.entries(ERRORS)) {
      if (code.startsWith('vault_')) expect(hint).not.toContain('doctor');
    }
  });
});
