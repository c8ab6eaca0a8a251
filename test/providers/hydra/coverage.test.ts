/**
 * Checks the tables in docs/providers.md against Hydra's own description: they list exactly the operations and fields, the code
 * they name handles each one, and the test they name exists.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isErrorCode } from '../../../src-main/core/errors.ts';
import { CLIENT_FIELDS } from '../../../src-main/providers/hydra/fields.ts';
import { CLIENT, operations } from '../../support/hydra/description.ts';
import { codeSaid, isUsed, type Row, read, rowsUnder } from '../provider-table.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const target = (cell: string): string => /\]\(\.\.\/([^)]+)\)/.exec(cell)?.[1] ?? '';

/** What an operation's code must contain: the path, or the metadata member that holds its address. */
const NEEDED: Readonly<Record<string, string>> = {
  discoverOidcConfiguration: '.well-known/openid-configuration',
  oAuth2DeviceFlow: 'device_authorization_endpoint',
  oauth2TokenExchange: 'token_endpoint',
  oAuth2Authorize: 'authorization_endpoint',
  revokeOAuth2Token: 'revocation_endpoint',
  getOidcUserInfo: 'userinfo_endpoint',
  createOidcDynamicClient: 'registration_endpoint',
  getOidcDynamicClient: "'GET'",
  setOidcDynamicClient: "'PUT'",
  deleteOidcDynamicClient: "'DELETE'",
  listOAuth2Clients: 'page_token',
  createOAuth2Client: "method: 'POST', path: '', body",
  getOAuth2Client: "method: 'GET', path: '', id",
  setOAuth2Client: "method: 'PUT', path: '', id, body",
  patchOAuth2Client: "method: 'PATCH'",
  deleteOAuth2Client: "method: 'DELETE', path: '', id",
  setOAuth2ClientLifespans: "'/lifespans'",
  rotateOAuth2ClientSecret: "method: 'POST', path: '/secrets/rotate'",
  deleteRotatedOAuth2ClientSecrets: "method: 'DELETE', path: '/secrets/rotate'",
};

/** Rows whose code or test does not exist. */
function dangling(rows: readonly Row[]): Row[] {
  return rows.filter(({ code, test }) => {
    const title = /\): (.+)$/.exec(test)?.[1] ?? '';
    const [source, proof] = [target(code), target(test)];
    if (!/^src-main\/providers\/(hydra|oidc)\/[a-z/-]+\.ts$/.test(source) || !existsSync(join(ROOT, source)))
      return true;
    const quoted = [`'${title}'`, `\`${title}\``];
    return title === '' || !existsSync(join(ROOT, proof)) || !quoted.some((text) => read(proof).includes(text));
  });
}

describe('Ory Hydra in docs/providers.md', () => {
  it('lists every operation once, with code that calls it', () => {
    const rows = rowsUnder('Ory Hydra: operations');
    const described = operations().map(({ operation }) => operation.operationId);
    expect(rows.map(({ name }) => name).sort()).toEqual(described.sort());
    const used = rows.filter(isUsed);
    expect(used.map(({ name }) => name).sort()).toEqual(Object.keys(NEEDED).sort());
    expect(dangling(used)).toEqual([]);
    expect(used.filter(({ name, code }) => !read(target(code)).includes(NEEDED[name] ?? '\0'))).toEqual([]);
  });

  it('leaves out nothing about clients', () => {
    const left = rowsUnder('Ory Hydra: operations').filter((row) => !isUsed(row));
    expect(left.filter(({ name }) => /OAuth2Client|DynamicClient/.test(name))).toEqual([]);
  });

  it('lists every client field once, each known to the code', () => {
    const rows = rowsUnder('Ory Hydra: the client');
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(CLIENT.properties ?? {}));
    expect(rows.filter(({ name }) => !CLIENT_FIELDS.has(name))).toEqual([]);
    expect(
      rows.filter(({ name, ours }) => (CLIENT_FIELDS.get(name) === 'server') !== ours.startsWith('set by Hydra')),
    ).toEqual([]);
    expect(dangling(rows)).toEqual([]);
  });

  it('maps each refusal to an existing error code', () => {
    const rows = rowsUnder('Ory Hydra: refusals');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !isErrorCode(codeSaid(row)))).toEqual([]);
    expect(dangling(rows)).toEqual([]);
  });
});
