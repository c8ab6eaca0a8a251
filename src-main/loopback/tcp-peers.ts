/** Finds the owners of TCP connections in the fastest way that this machine has, looked for once. */
import { peersBy, type TcpPeers } from './admission.ts';
import { loadInetDiag } from './inet-diag.ts';
import { findInProcNet } from './proc-net.ts';

let loading: Promise<TcpPeers> | undefined;

export function tcpPeers(): Promise<TcpPeers> {
  loading ??= load();
  return loading;
}

/** A kernel may lack the fast way, and then finds nothing. Once it has found something, it is asked alone. */
async function load(): Promise<TcpPeers> {
  const quick = await loadInetDiag();
  let isProven = false;
  return peersBy((ends) => {
    const found = quick?.(ends);
    isProven ||= found !== undefined;
    return isProven ? found : findInProcNet(ends);
  });
}
