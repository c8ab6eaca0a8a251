/**
 * The settings as the API serves them: the values in the file, those that the environment overrides, and the effects of
 * a change on the system. Part of the composition.
 */
import type { SettingsFile } from './adapters/files/settings-file.ts';
import { networkChoice } from './adapters/network/choice.ts';
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
      const { httpsProxy, httpProxy, proxyFrom, caFile, caFrom } = networkChoice(env, {});
      const address = httpsProxy || httpProxy;
      return {
        ...(proxyFrom && { proxy: URL.canParse(address) ? new URL(address).host : 'not a valid address' }),
        ...(caFrom && caFile !== undefined && { ca_file: caFile }),
      };
    },
  };
}

function notHere(): LatchkeyError {
  const hint = 'Set it in the desktop app; a headless agent is started by systemd (see docs/settings.md).';
  return new LatchkeyError('not_allowed', 'This agent cannot start itself when you log in.', { hint });
}
