/** Runs a program at a terminal of its own (util-linux `script`), to be typed into and read from. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Terminal {
  /** Everything that the person would see so far. */
  screen(): string;
  /** Resolves when the screen shows `text`. */
  shows(text: string): Promise<void>;
  type(keys: string): void;
  ended(): Promise<void>;
}

export function atTerminal(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Terminal {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', quoted, '/dev/null'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const end = once(child, 'close');
  let screen = '';
  child.stdout.on('data', (chunk) => {
    screen += chunk;
  });
  return {
    screen: () => screen,
    async shows(text) {
      while (!screen.includes(text)) {
        const more = await Promise.race([once(child.stdout, 'data'), end.then(() => undefined)]);
        if (more === undefined && !screen.includes(text)) throw new Error(`the terminal showed only: ${screen}`);
      }
    },
    type: (keys) => void child.stdin.write(keys),
    ended: async () => void (await end),
  };
}
