/** Where Latchkey's own files are on each system. Decides paths only; touches no file. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** LATCHKEY_CONFIG_DIR, else the system's place for program configuration. */
export function defaultConfigDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['LATCHKEY_CONFIG_DIR']) return env['LATCHKEY_CONFIG_DIR'];
  const home = env['HOME'] || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Latchkey');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Latchkey');
  // XDG Base Directory: a relative path there is invalid and ignored.
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.config'), 'latchkey');
}

/** The folders that must be ours alone, each with the variable that names another one. */
export function ownFolders(env: NodeJS.ProcessEnv): { name: string; folder: string; variable: string }[] {
  const config = { name: 'config folder', folder: defaultConfigDir(env), variable: 'LATCHKEY_CONFIG_DIR' };
  const state = { name: 'state folder', folder: defaultStateDir(env), variable: 'LATCHKEY_STATE_DIR' };
  return state.folder === config.folder ? [config] : [config, state];
}

export function defaultVaultFile(env: NodeJS.ProcessEnv = process.env): string {
  return env['LATCHKEY_VAULT_FILE'] || join(defaultConfigDir(env), 'vault.age.json');
}

/**
 * For files that Latchkey writes for itself and that are not configuration: LATCHKEY_STATE_DIR, else beside a chosen
 * LATCHKEY_CONFIG_DIR, else the system's place.
 */
export function defaultStateDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['LATCHKEY_STATE_DIR']) return env['LATCHKEY_STATE_DIR'];
  if (env['LATCHKEY_CONFIG_DIR'] || platform === 'darwin') return defaultConfigDir(env, platform);
  const home = env['HOME'] || homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Latchkey');
  const xdg = env['XDG_STATE_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'latchkey');
}
