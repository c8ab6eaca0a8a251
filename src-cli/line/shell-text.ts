/** One line of a shell's language that sets an environment variable, whatever is in its value, or takes it away. Pure. */

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** Between single quotes a POSIX shell takes everything as it is. */
const posix = (name: string, value: string): string => `export ${name}='${value.replaceAll("'", "'\\''")}'`;

const LINES: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  bash: posix,
  zsh: posix,
  // fish knows \\ and \' between single quotes.
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

/** The shell that the person uses, as far as the environment tells. */
export function usualShell(env: NodeJS.ProcessEnv, platform: string): Shell {
  const name = (env['SHELL'] ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\.exe$/, '');
  const known = SHELLS.find((shell) => shell === name);
  return known ?? (platform === 'win32' && !env['SHELL'] ? 'powershell' : 'bash');
}
