/** A program of another user of this machine, as one attacks: only root can start it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export const isRoot = process.getuid?.() === 0;
export const NOBODY = 65_534;

export interface Wanted {
  /** Absent: another user's. */
  readonly uid?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The address that it connects from. */
  readonly from?: string | undefined;
}

/** Sends one GET and resolves to the status, or to the code of the error; `pid` is the program's. */
export function getAs(url: string, { uid = NOBODY, headers = {}, from }: Wanted = {}) {
  const script = `const { hostname, port, pathname, search } = new URL(process.argv[1]);
    const options = { host: hostname.replace(/[[\\]]/g, ''), port, path: pathname + search, ...JSON.parse(process.argv[2]) };
    require('node:http').get(options, ({ statusCode }) => console.log(statusCode)).on('error', ({ code }) => console.log(code));`;
  const child = run(script, uid, [url, JSON.stringify({ headers, agent: false, localAddress: from })]);
  const said = once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text).trim());
  return { pid: child.pid, said };
}

/** Opens connections and sends nothing; resolves when the last one is there. `end` closes them. */
export async function holdConnections(port: number, count: number, host = '127.0.0.1'): Promise<{ end(): void }> {
  const script = `const { connect } = require('node:net');
    const [port, count, host] = process.argv.slice(1);
    let left = Number(count);
    const one = () => connect(Number(port), host, () => (left -= 1) === 0 && console.log('held')).on('error', () => {});
    for (let n = 0; n < Number(count); n += 1) one();
    setInterval(() => {}, 1000);`;
  const child = run(script, NOBODY, [String(port), String(count), host]);
  await once(child.stdout, 'data');
  return { end: () => void child.kill('SIGKILL') };
}

function run(script: string, uid: number, words: readonly string[]) {
  const options = { cwd: '/', env: {}, ...(uid !== process.getuid?.() && { uid, gid: uid }) };
  return spawn(process.execPath, ['-e', script, ...words], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
}
