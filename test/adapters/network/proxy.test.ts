/** Which proxy a request uses, from realistic environments, by curl's rules. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkChoice } from '../../../src-main/adapters/network/choice.ts';
import { noProxyOf } from '../../../src-main/adapters/network/no-proxy.ts';
import { proxyOf } from '../../../src-main/adapters/network/proxy.ts';
import { undiciFetch } from '../../../src-main/adapters/network/undici-fetch.ts';
import { caCheck, proxyCheck } from '../../../src-main/network-checks.ts';

const check = (env: NodeJS.ProcessEnv, proxy?: string) => proxyCheck(networkChoice(env, proxy ? { proxy } : {}));
const used = (env: NodeJS.ProcessEnv) => {
  const { https } = networkChoice(env, {});
  return https && proxyOf(https).uri;
};

describe('inputs 13, N3: the proxy for https', () => {
  it.each<[NodeJS.ProcessEnv, string | undefined]>([
    [{ HTTPS_PROXY: 'proxy.corp:8080' }, 'http://proxy.corp:8080'],
    [{ HTTPS_PROXY: 'HTTP://Proxy.Corp:80/' }, 'http://proxy.corp:80'],
    [{ HTTPS_PROXY: 'proxy.corp' }, 'http://proxy.corp:1080'],
    [{ HTTPS_PROXY: 'https://proxy.corp' }, 'https://proxy.corp:443'],
    [{ HTTPS_PROXY: 'user:pa:ss@[::1]:3128' }, 'http://[::1]:3128'],
    [{ HTTP_PROXY: 'http://a:1' }, undefined],
    [{ http_proxy: 'http://a:1' }, undefined],
    [{ https_proxy: '', HTTPS_PROXY: 'http://b:1' }, 'http://b:1'],
    [{ https_proxy: ' ', HTTPS_PROXY: '', ALL_PROXY: 'http://c:1' }, 'http://c:1'],
    [{ https_proxy: 'http://d:1', HTTPS_PROXY: 'http://e:1', all_proxy: 'http://f:1' }, 'http://d:1'],
    [{}, undefined],
  ])('for %j is %s', (env, expected) => {
    expect(used(env)).toBe(expected);
  });

  it('decodes user and password correctly, even without a password or with a bare percent sign', () => {
    const sent = (value: string) => {
      const { authorization = '' } = proxyOf({ value, from: 'environment', name: 'HTTPS_PROXY' });
      return Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    };
    expect(sent('http://ada:p%40ss@a:1')).toBe('ada:p@ss');
    expect(sent('ada@a:1')).toBe('ada:');
    expect(sent('http://ada:100%@a:1')).toBe('ada:100%');
    expect(sent('http://ada:%C3%A4@a:1')).toBe('ada:ä');
  });

  it('comes from the settings only if the environment names none for https', () => {
    const at = (env: NodeJS.ProcessEnv) => networkChoice(env, { proxy: 'http://own:1' }).https?.value;
    expect(at({ HTTP_PROXY: 'http://a:1', http_proxy: 'http://a:1', https_proxy: '' })).toBe('http://own:1');
    expect(at({ ALL_PROXY: 'http://b:1' })).toBe('http://b:1');
  });

  it.each(['socks5h://ada:canary-pw@a:1', 'socks5://a:1', 'socks4a://a:1', 'ftp://a:1', 'http://a:b:c', 'a b'])(
    "%s is refused by its variable's name, without its value, and doctor says the same",
    async (value) => {
      const { fetch, close } = undiciFetch({ version: '1', env: { https_proxy: value } });
      const error: unknown = await fetch('https://id.example/').catch((thrown: unknown) => thrown);
      await close();
      expect(error).toMatchObject({ code: 'provider_unreachable', message: expect.stringContaining('https_proxy is') });
      expect(JSON.stringify(error) + String(error)).not.toContain('canary-pw');
      if (value.startsWith('socks')) expect(String(error)).toContain('SOCKS');
      const found = check({ https_proxy: value });
      expect(found.ok).toBe(false);
      expect(`${found.detail}.`).toBe((error as Error).message);
    },
  );

  it('doctor says which one is used, and that HTTP_PROXY alone is not', () => {
    expect(check({ HTTPS_PROXY: 'ada:canary-pw@proxy.corp:8080' })).toMatchObject({
      ok: true,
      detail: 'proxy.corp:8080',
    });
    expect(check({ HTTP_PROXY: 'http://a:1' }).detail).toContain('HTTP_PROXY is not used for https');
    expect(check({ https_proxy: '' }, 'http://own:1').detail).toContain('own:1');
  });
});

describe('inputs 17: NO_PROXY', () => {
  const past = (list: string, host: string, port = 443) => noProxyOf(list).includes(host, port);
  it.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '10.example.com', false],
    ['192.168.1.0/24, 172.16.0.0/12', '172.31.0.1', true],
    ['192.168.1.7/32', '192.168.1.8', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['fd00::/8', '[fd12::1]', true],
    ['[fd00::]/8', '[fe80::1]', false],
    ['::1', '[::1]', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['example.com', 'id.example.com', true],
    ['.example.com', 'example.com', true],
    ['*.example.com', 'id.example.com', true],
    ['Example.COM.', 'id.example.com.', true],
    ['example.com', 'badexample.com', false],
    ['bücher.example', 'xn--bcher-kva.example', true],
    ['*', 'anything.example', true],
    ['a.example\tb.example', 'b.example', true],
    ['', 'a.example', false],
  ])('%j bypasses the proxy for %s: %s', (list, host, expected) => {
    expect(past(list, host)).toBe(expected);
  });

  it('an entry with a port applies only to that port', () => {
    expect([past('a.example:8443', 'a.example', 8443), past('a.example:8443', 'a.example')]).toEqual([true, false]);
    expect([past('[::1]:80', '[::1]', 80), past('[::1]:80', '[::1]')]).toEqual([true, false]);
  });

  it('doctor names the entries that match no host', () => {
    const odd = [
      '10.*',
      '192.168.',
      '10.0.0.0/33',
      'fd00::/129',
      'https://a.example',
      '10.0.0.1-10.0.0.9',
      'a.*.example',
    ];
    expect(noProxyOf([...odd, 'a.example', '10.0.0.0/8', '::1'].join(',')).meaningless).toEqual(odd);
    const found = check({ HTTPS_PROXY: 'p:1', NO_PROXY: 'a.example,10.*' });
    expect(found).toMatchObject({ ok: false, detail: expect.stringContaining('10.* matches no host') });
    expect(found.hint).toContain('10.0.0.0/8');
    expect(check({ NO_PROXY: '10.*' }).ok).toBe(true);
  });
});

describe('with a real proxy', () => {
  const seen: string[] = [];
  const proxy = createServer();
  let address: string;
  beforeAll(async () => {
    proxy.on('connect', (request, socket) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(() => proxy.close());

  async function asked(env: NodeJS.ProcessEnv, url: string): Promise<string[]> {
    seen.length = 0;
    const { fetch, close } = undiciFetch({ version: '1', env });
    await fetch(url).catch(() => undefined);
    await close();
    return [...seen];
  }

  it('inputs 13: a proxy address without a scheme works, with its user', async () => {
    const authorization = `Basic ${btoa('ada:')}`;
    expect(await asked({ HTTPS_PROXY: `ada@${address}` }, 'https://id.invalid/')).toEqual([
      `id.invalid:443 ${authorization}`,
    ]);
  });

  it('inputs N3: HTTP_PROXY alone is not used for https, and an empty https_proxy hides nothing', async () => {
    expect(await asked({ HTTP_PROXY: address, http_proxy: address }, 'https://id.invalid/')).toEqual([]);
    expect(await asked({ https_proxy: '', HTTPS_PROXY: address }, 'https://id.invalid/')).toEqual(['id.invalid:443']);
  });

  it('inputs 17: an address range bypasses it, and an unusable proxy for http does not affect https', async () => {
    const env = { HTTPS_PROXY: address, NO_PROXY: '127.0.0.0/8', http_proxy: 'socks5://a:1' };
    expect(await asked(env, 'https://127.0.0.1:1/')).toEqual([]);
    expect(await asked(env, 'https://id.invalid/')).toEqual(['id.invalid:443']);
  });
});

it('doctor names an unreadable CA file from NODE_EXTRA_CA_CERTS', () => {
  const found = caCheck(networkChoice({ NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' }, {}));
  expect(found).toMatchObject({ ok: false, hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
});
