/** The list of hosts that are reached without the proxy (NO_PROXY), as curl reads it, and what in it means nothing. Pure. */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

export interface NoProxy {
  /** `hostname` as URL has it, with an IPv6 address in brackets. */
  includes(hostname: string, port: number): boolean;
  /** Entries that no host fits. */
  readonly meaningless: readonly string[];
}

type Rule = (host: string, port: number) => boolean;

export function noProxyOf(text: string): NoProxy {
  const entries = text.split(/[,\s]+/).filter((entry) => entry !== '');
  const read = entries.map((entry) => ({ entry, rule: ruleOf(entry) }));
  return {
    includes: (hostname, port) => {
      const host = hostname
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, '')
        .toLowerCase();
      return read.some(({ rule }) => rule?.(host, port));
    },
    meaningless: read.filter(({ rule }) => rule === undefined).map(({ entry }) => entry),
  };
}

function ruleOf(entry: string): Rule | undefined {
  if (entry === '*') return () => true;
  // Not curl's, but Go's and Node's: with a port, only that port.
  const [, host = entry, port] = /^([^:]+|\[[^\]]+\]):(\d{1,5})$/.exec(entry) ?? [];
  const rule = host.includes('/') ? rangeRule(host) : hostRule(host.replace(/^\[([^\]]+)\]$/, '$1'));
  return rule && port !== undefined ? (name, at) => at === Number(port) && rule(name, at) : rule;
}

/** 10.0.0.0/8, 2001:db8::/32. */
function rangeRule(range: string): Rule | undefined {
  const [, address = '', bits = ''] = /^\[?([^/\]]+)\]?\/(\d{1,3})$/.exec(range) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), nameOf(family));
  return (host) => isIP(host) !== 0 && list.check(host, nameOf(isIP(host)));
}

/** An address is itself; a name is itself and every name under it, with or without a dot in front. */
function hostRule(text: string): Rule | undefined {
  const family = isIP(text);
  if (family !== 0) {
    const list = new BlockList();
    list.addAddress(text, nameOf(family));
    return (host) => isIP(host) !== 0 && list.check(host, nameOf(isIP(host)));
  }
  const name = domainToASCII(text.replace(/^\*?\./, '').replace(/\.$/, ''));
  // `10.*`, `192.168.`, `https://host` and the like name no host.
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name) || /^[\d.-]+$/.test(text)) return undefined;
  return (host) => host === name || host.endsWith(`.${name}`);
}

const nameOf = (family: number): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6');
