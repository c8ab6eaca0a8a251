/** Lines that set an environment variable in a shell, whatever its value contains, or unset it. Pure. */

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** A POSIX shell takes everything between single quotes literally. */
const posix = (name: string, value: string): string => `export ${name}='${value.replaceAll("'", "'\\''")}'`;

const LINES: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  bash: posix,
  zsh: posix,
  // fish understands \\ and \' between single quotes.
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  powershell: (name, value) => `$env:${name} = ${doubled(value)}`,
};

const REMOVALS: Readonly<Record<Shell, (name: string) => string>> = {
  bash: (name) => `unset ${name}`,
  zsh: (name) => `unset ${name}`,
  fish: (name) => `set -e ${name}`,
  powershell: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
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
