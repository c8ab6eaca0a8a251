/** A certificate authority and a server certificate for 127.0.0.1 and localhost, made with openssl for one test run. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** PEM file of the authority. */
  readonly caFile: string;
  readonly key: string;
  readonly cert: string;
}

export function makeCertificates(folder: string): Certificates {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  // Python 3.13 and newer accept no authority without it (RFC 5280 section 4.2.1.3).
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl('req', '-x509', ...newKey, ...usage, '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-addext', 'basicConstraints=CA:FALSE'];
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    ...signed,
    '-subj',
    '/CN=localhost',
    ...names,
    '-keyout',
    's.key',
    '-out',
    's.pem',
  );
  return { caFile: at('ca.pem'), key: readFileSync(at('s.key'), 'utf8'), cert: readFileSync(at('s.pem'), 'utf8') };
}
