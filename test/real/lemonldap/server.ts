/** LemonLDAP::NG's portal from Debian's packages, as an OpenID provider with its own demonstration accounts. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TRIPLE, type Unpacked } from '../support/debian-packages.ts';
import { freePort, serverFolder, startServer } from '../support/server-process.ts';

/** One of its demonstration accounts; `confirm` is the button that agrees to share a name. */
export const DWHO = { user: 'dwho', password: 'dwho', confirm: '1' };

export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirect: string;
  /** Refresh tokens without `offline_access`: they end with the session in the browser. */
  readonly refresh?: boolean;
}

export interface LemonLdap {
  readonly issuer: string;
  /** What it has logged so far. */
  said(): string;
  /** As an administrator does: of every person, at every client. */
  endSessions(): void;
  stop(): Promise<void>;
}

const PROGRAM = resolve(import.meta.dirname, 'server.pl');

export async function startLemonLdap(packages: Unpacked, clients: readonly Client[]): Promise<LemonLdap> {
  const { root, command } = packages;
  const folder = serverFolder('lemonldap');
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}/`;
  writeConfiguration(folder, packages, { ...configuration(folder, clients), portal: issuer });
  const server = await startServer({
    command: command('usr/bin/perl', PROGRAM, String(port)),
    env: {
      PERL5LIB: perlFolders(root).join(':'),
      LLNG_DEFAULTCONFFILE: join(folder, 'lemonldap-ng.ini'),
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
    },
    folder,
    ready: /^ready$/m,
  });
  if (server.said().includes('Initialization failed')) throw new Error(server.said());
  return { issuer, said: server.said, endSessions: () => endSessions(folder), stop: server.stop };
}

/** Perl's own folders and those of Debian's packages; some have perl's version in their names. */
function perlFolders(root: string): string[] {
  const lib = join(root, 'usr/lib', TRIPLE);
  const versions = ['usr/share/perl', join('usr/lib', TRIPLE, 'perl'), join('usr/lib', TRIPLE, 'perl5')];
  const below = versions.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)));
  return [join(root, 'usr/share/perl5'), join(lib, 'perl-base'), ...below];
}

function endSessions(folder: string): void {
  const sessions = join(folder, 'sessions');
  for (const { name } of readdirSync(sessions, { withFileTypes: true }).filter((entry) => entry.isFile()))
    rmSync(join(sessions, name));
  rmSync(join(folder, 'cache'), { recursive: true });
}

/** What differs from the configuration that comes with the package. */
function configuration(folder: string, clients: readonly Client[]): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const byId = <T>(make: (client: Client) => T) => Object.fromEntries(clients.map((one) => [one.id, make(one)]));
  return {
    domain: '127.0.0.1',
    globalStorageOptions: sessions(folder, 'sessions'),
    persistentStorageOptions: sessions(folder, 'psessions'),
    localSessionStorageOptions: cache(folder, 'sessions'),
    notification: 0,
    // New accounts and passwords by mail need further packages.
    registerDB: 'Null',
    portalDisplayResetPassword: 0,
    // Its picture puzzle needs ImageMagick; any plugin will do, since no page has one.
    captcha: '::Main::Plugin',
    locationRules: {},
    exportedHeaders: {},
    issuerDBOpenIDConnectActivation: 1,
    oidcServicePrivateKeySig: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    oidcServicePublicKeySig: publicKey.export({ type: 'spki', format: 'pem' }),
    oidcServiceKeyIdSig: 'one',
    oidcServiceAllowDynamicRegistration: 1,
    oidcRPMetaDataExportedVars: byId(() => ({ name: 'cn', email: 'mail', preferred_username: 'uid' })),
    oidcRPMetaDataOptions: byId(({ id, secret, redirect, refresh = false }) => ({
      oidcRPMetaDataOptionsClientID: id,
      oidcRPMetaDataOptionsClientSecret: secret,
      oidcRPMetaDataOptionsRedirectUris: redirect,
      oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
      oidcRPMetaDataOptionsAllowOffline: 1,
      oidcRPMetaDataOptionsRefreshToken: Number(refresh),
    })),
  };
}

const sessions = (folder: string, name: string) => ({
  Directory: join(folder, name),
  LockDirectory: join(folder, name, 'lock'),
  generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
});

const cache = (folder: string, namespace: string) => ({
  namespace,
  cache_root: join(folder, 'cache'),
  cache_depth: 0,
  default_expires_in: 600,
});

function writeConfiguration(folder: string, { root }: Unpacked, changes: object): void {
  for (const name of ['conf', 'cache', 'sessions/lock', 'psessions/lock'])
    mkdirSync(join(folder, name), { recursive: true });
  const packaged = readFileSync(join(root, 'var/lib/lemonldap-ng/conf/lmConf-1.json'), 'utf8');
  writeFileSync(join(folder, 'conf/lmConf-1.json'), JSON.stringify({ ...JSON.parse(packaged), ...changes }));
  const perlHash = Object.entries(cache(folder, 'config')).map(([key, value]) => `'${key}' => '${value}'`);
  const lines = [
    '[all]',
    'logger = Lemonldap::NG::Common::Logger::Std',
    'logLevel = info',
    'checkTime = 1',
    '[configuration]',
    'type = File',
    `dirName = ${join(folder, 'conf')}`,
    'localStorage = Cache::FileCache',
    `localStorageOptions = { ${perlHash.join(', ')} }`,
    '[portal]',
    'staticPrefix = /static',
    `templateDir = ${join(root, 'usr/share/lemonldap-ng/portal/templates')}`,
    'languages = en',
  ];
  writeFileSync(join(folder, 'lemonldap-ng.ini'), `${lines.join('\n')}\n`);
}
