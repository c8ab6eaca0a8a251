/** A container registry over https on loopback with one image, `app:latest`, that wants a user name and password. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeCertificates } from './certificates.ts';

export interface RegistryServer {
  /** With its port. */
  readonly host: string;
  /** For --cert-dir of skopeo. */
  readonly certDir: string;
  close(): Promise<void>;
}

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const CONFIG = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  config: { Labels: { proof: 'reached' } },
  rootfs: { type: 'layers', diff_ids: [] },
});
const IMAGE = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST,
  config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: CONFIG.length, digest: sha256(CONFIG) },
  layers: [],
});

const FILES: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/v2/': ['application/json', '{}'],
  '/v2/app/manifests/latest': [MANIFEST, IMAGE],
  [`/v2/app/blobs/${sha256(CONFIG)}`]: ['application/octet-stream', CONFIG],
  '/v2/app/tags/list': ['application/json', '{"name":"app","tags":["latest"]}'],
};

export async function startRegistry(
  folder: string,
  mayRead: (username: string, password: string) => Promise<boolean>,
): Promise<RegistryServer> {
  const certDir = join(folder, 'certs');
  mkdirSync(certDir);
  const { caFile, key, cert } = makeCertificates(folder);
  // On its own: skopeo takes every key in that folder for a client's.
  copyFileSync(caFile, join(certDir, 'ca.crt'));
  const server = createServer({ key, cert }, async ({ url = '', headers }, response) => {
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    const [username = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
    if (encoded === '' || !(await mayRead(username, password.join(':')))) {
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="Test"' }).end();
    }
    const [type, text] = FILES[url] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': type, 'content-length': text?.length }).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    certDir,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
