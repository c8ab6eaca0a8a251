/**
 * The settings as the API serves them: the values in the file, those that the environment overrides, and the effects of
 * a change on the system. Part of the composition.
 */
import type { SettingsFile } from './adapters/files/settings-file.ts';
import { networkChoice, type ProxyChoice } from './adapters/network/choice.ts';
import { proxyOf } from './adapters/network/proxy.ts';
import type { SettingsHost } from './api/frame/info.ts';
import { LatchkeyError } from './core/errors.ts';
import type { Settings, SettingsPatch, StartAtLogin } from './core/settings.ts';

interface Subject {
  readonly settings: SettingsFile;
  readonly env: NodeJS.ProcessEnv;
  readonly startAtLogin: StartAtLogin | undefined;
}

export function settingsHost({ settings, env, startAtLogin }: Subject): SettingsHost {
  return {
    now() {
      const { start_at_login: _saved, ...rest } = settings.now();
      return startAtLogin?.isOn() ? { ...rest, start_at_login: true } : rest;
    },
    problem: settings.problem,
    async change(patch: SettingsPatch): Promise<Settings> {
      const { start_at_login: wanted } = patch;
      if (wanted === undefined) return settings.change(patch);
      if (startAtLogin === undefined) throw notHere();
      const before = startAtLogin.isOn();
      await startAtLogin.set(wanted ?? false);
      try {
        return await settings.change(patch);
      } catch (thrown) {
        // A refused change has not happened.
        await startAtLogin.set(before).catch(() => {});
        throw thrown;
      }
    },
    file: settings.path,
    canStartAtLogin: startAtLogin !== undefined,
    environment() {
      const { https, caFile, caFrom } = networkChoice(env, {});
      return {
        ...(https && { proxy: shownProxy(https) }),
        ...(caFrom && caFile !== undefined && { ca_file: caFile }),
      };
    },
  };
}

/** Host and port only: the value may contain a password. */
function shownProxy(choice: ProxyChoice): string {
  try {
    return proxyOf(choice).host;
  } catch {
    return 'not a valid address';
  }
}

function notHere(): LatchkeyError {
  const hint = 'Set it in the desktop app; a headless agent is started by systemd (see docs/settings.md).';
  return new LatchkeyError('not_allowed', 'This agent cannot start itself when you log in.', { hint });
}
