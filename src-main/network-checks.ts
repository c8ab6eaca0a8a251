/** What doctor says about proxy and certificate authorities, found by the same code that the requests go through. */
import { type Authorities, readAuthorities } from './adapters/network/authorities.ts';
import type { NetworkChoice } from './adapters/network/choice.ts';
import { noProxyOf } from './adapters/network/no-proxy.ts';
import { proxyOf } from './adapters/network/proxy.ts';
import type { DoctorCheck } from './api/schemas/schemas.ts';
import { asLatchkeyError } from './core/errors.ts';

const SOURCE = { environment: '', settings: ' (from the settings)' } as const;

/** Host and port only: the value may contain a password. */
export function proxyCheck({ https, noProxy, ignoresHttpProxy }: NetworkChoice): DoctorCheck {
  const name = 'proxy';
  if (https === undefined) {
    const why = ignoresHttpProxy ? 'HTTP_PROXY is not used for https; set HTTPS_PROXY' : 'HTTPS_PROXY is not set';
    return { name, ok: true, detail: `none (${why})` };
  }
  try {
    const { host } = proxyOf(https);
    const except = noProxy === '' ? '' : `, except for ${noProxy.slice(0, 200)}`;
    const found = { name, ok: true, detail: `${host}${except}${SOURCE[https.from]}` };
    return withMeaningless(found, noProxyOf(noProxy).meaningless);
  } catch (thrown) {
    const { message, hint } = asLatchkeyError(thrown);
    return { name, ok: false, detail: message.replace(/\.$/, ''), hint };
  }
}

function withMeaningless(found: DoctorCheck, meaningless: readonly string[]): DoctorCheck {
  if (meaningless.length === 0) return found;
  const detail = `${found.detail}; in NO_PROXY, ${meaningless.join(' ').slice(0, 200)} matches no host`;
  const hint = 'Use names (example.com covers everything under it), addresses or ranges such as 10.0.0.0/8.';
  return { ...found, ok: false, detail, hint };
}

interface CaFile {
  readonly path: string;
  /** What to change about it. */
  readonly where: string;
  readonly source: string;
}

export function caCheck({ caFile, caFrom, extraCaFile }: NetworkChoice): DoctorCheck {
  const name = 'certificate authorities';
  const files: CaFile[] = [];
  if (caFile !== undefined && caFrom !== undefined) {
    const where = caFrom === 'settings' ? 'the CA file in the settings' : 'LATCHKEY_CA_FILE';
    files.push({ path: caFile, where, source: SOURCE[caFrom] });
  }
  if (extraCaFile !== undefined) files.push({ path: extraCaFile, where: 'NODE_EXTRA_CA_CERTS', source: '' });
  if (files.length === 0) return { name, ok: true, detail: "Node's own (LATCHKEY_CA_FILE is not set)" };
  const looked = files.map((file) => ({ ...file, found: lookedAt(file.path) }));
  const detail = looked.map(({ path, source, found }) => counted(path, found) + source).join('; ');
  const bad = looked.find(({ found }) => found === undefined || found.damaged.length > 0);
  const begin = looked.some(({ found }) => found !== undefined) ? "Node's own and " : '';
  if (bad === undefined) return { name, ok: true, detail: begin + detail };
  const hint =
    bad.found === undefined
      ? `Set ${bad.where} to a readable file of PEM certificates, or unset it.`
      : `Replace or remove what is damaged in ${bad.path}.`;
  return { name, ok: false, detail: begin + detail, hint };
}

function lookedAt(path: string): Authorities | undefined {
  try {
    return readAuthorities(path);
  } catch {
    return undefined;
  }
}

function counted(path: string, found: Authorities | undefined): string {
  if (found === undefined) return `${path} has no readable certificate`;
  const { usable, damaged } = found;
  const bad = damaged.length === 0 ? '' : `, where number ${damaged.slice(0, 10).join(', ')} is damaged and not used`;
  return `${usable.length} from ${path}${bad}`;
}
