/** Whose a TCP connection is: by its own addresses and ports, in both ways that Linux has to ask. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { peersBy } from '../../src-main/loopback/admission.ts';
import type { FindConnection } from '../../src-main/loopback/ends.ts';
import { loadInetDiag } from '../../src-main/loopback/inet-diag.ts';
import { findInProcNet } from '../../src-main/loopback/proc-net.ts';
import { tcpPeers } from '../../src-main/loopback/tcp-peers.ts';
import { getAs, isRoot, NOBODY } from '../support/processes/another-user.ts';

const OWN = process.getuid?.();
let server: Server;
let client: Socket | undefined;

afterEach(() => {
  client?.destroy();
  server.close();
});

async function listen(host: string): Promise<number> {
  server = createServer().listen(0, host);
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

async function connection(host: string, to: string, from?: string): Promise<{ ours: Socket; theirs: Socket }> {
  const accepted = listen(host).then((port) => {
    client = connect({ host: to, port, ...(from !== undefined && { localAddress: from }) });
    return once(server, 'connection');
  });
  const [ours] = (await accepted) as [Socket];
  return { ours, theirs: client as Socket };
}

const WAYS: readonly [string, () => Promise<FindConnection | undefined>][] = [
  ['sock_diag', loadInetDiag],
  ['/proc/net', async () => findInProcNet],
];

const ADDRESSES: readonly [string, string, string, string?][] = [
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['127.0.0.2', '127.0.0.1', '127.0.0.1', '127.0.0.2'],
  ['::ffff:127.0.0.1', '127.0.0.1', '::ffff:127.0.0.1'],
  ['::ffff:127.0.0.3', '127.0.0.1', '::ffff:127.0.0.1', '::ffff:127.0.0.3'],
  ['::1', '::1', '::1'],
  ['::ffff:127.0.0.1 at a server for both', '::', '127.0.0.1'],
];

describe.runIf(process.platform === 'linux').each(WAYS)(
  'security 7: the owner of a connection, by %s',
  (_way, load) => {
    it.each(ADDRESSES)('from %s', async (_name, host, to, from) => {
      const find = await load();
      const { ours } = await connection(host, to, from);
      expect(find?.(ours)).toMatchObject({ uid: OWN, inode: expect.stringMatching(/^\d+$/) });
    });

    it.runIf(isRoot).each(ADDRESSES)('of another user from %s', async (_name, host, to, from) => {
      const find = await load();
      const port = await listen(host);
      const url = `http://${to.includes(':') ? `[${to}]` : to}:${port}/`;
      void getAs(url, { from });
      const [ours] = (await once(server, 'connection')) as [Socket];
      expect(find?.(ours)?.uid).toBe(NOBODY);
      ours.destroy();
    });

    it('is unknown once the client has gone, even with a listener at its port', async () => {
      const find = await load();
      const { ours, theirs } = await connection('127.0.0.1', '127.0.0.1', '127.0.0.2');
      const ends = {
        localAddress: ours.localAddress,
        localPort: ours.localPort,
        remoteAddress: ours.remoteAddress,
        remotePort: ours.remotePort,
      };
      const gone = new Promise((resolve) => ours.on('error', () => {}).once('close', resolve));
      theirs.resetAndDestroy();
      await gone;
      const listener = createServer().listen(ends.remotePort, '127.0.0.2');
      await once(listener, 'listening');
      expect(find?.(ends)).toBeUndefined();
      listener.close();
    });
  },
);

describe.runIf(process.platform === 'linux')('security 7: who is let in', () => {
  it('not someone whose connection the kernel does not know', async () => {
    await connection('127.0.0.1', '127.0.0.1');
    const { isKnown, admits } = await tcpPeers();
    expect([isKnown, admits({}), admits({ localAddress: '127.0.0.1', localPort: 1 })]).toEqual([true, false, false]);
    expect(admits({ localAddress: '127.0.0.1', localPort: 1, remoteAddress: '127.0.0.1', remotePort: 1 })).toBe(false);
  });

  it('root and what comes from Windows in WSL, and no other user there', async () => {
    await connection('127.0.0.1', '127.0.0.1');
    const admits = (uid: number | undefined, kernel: string) =>
      peersBy(() => (uid === undefined ? undefined : { inode: '1', uid }), kernel).admits({});
    const kernel = '5.15.167.4-microsoft-standard-WSL2';
    expect([0, undefined, NOBODY].map((uid) => admits(uid, kernel))).toEqual([true, true, false]);
    expect([undefined, NOBODY].map((uid) => admits(uid, '6.12.0-amd64'))).toEqual([false, false]);
  });
});
