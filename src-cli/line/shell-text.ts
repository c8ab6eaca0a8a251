/** Lines that set an environment variable in a shell, whatever its value contains, or unset it. Pure. */

export const SHELLS = ['sh', 'dash', 'bash', 'zsh', 'fish', 'powershell', 'pwsh'] as const;
export type Shell = (typeof SHELLS)[number];

const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** A POSIX shell takes everything between single quotes literally. */
const posix = (name: string, value: string): string => `export ${name}='${value.replaceAll("'", "'\\''")}'`;

const powerShell = (name: string, value: string): string => `$env:${name} = ${doubled(value)}`;

const LINES: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: posix,
  dash: posix,
  bash: posix,
  zsh: posix,
  // fish understands \\ and \' between single quotes.
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  powershell: powerShell,
  pwsh: powerShell,
};

const posixUnset = (name: string): string => `unset ${name}`;
const powerShellUnset = (name: string): string => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;

const REMOVALS: Readonly<Record<Shell, (name: string) => string>> = {
  sh: posixUnset,
  dash: posixUnset,
  bash: posixUnset,
  zsh: posixUnset,
  fish: (name) => `set -e ${name}`,
  powershell: powerShellUnset,
  pwsh: powerShellUnset,
};

export function unsetLine(shell: Shell, name: string): string {
  return REMOVALS[shell](name);
}

export function setLine(shell: Shell, name: string, value: string): string {
  return LINES[shell](name, value);
}

/** Your shell, as far as the environment says. */
export function usualShell(env: NodeJS.ProcessEnv, platform: string): Shell {
  const name = (env['SHELL'] ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\.exe$/, '');
  const known = SHELLS.find((shell) => shell === name);
  return known ?? (platform === 'win32' && !env['SHELL'] ? 'powershell' : 'bash');
}
