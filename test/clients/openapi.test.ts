/** The package @latchkey/client as a package: its types are those of the agent's API, and it finds where the agent listens. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as client from '../../clients/js/socket-path.ts';
import { clientTypes } from '../../scripts/documents/client-types.ts';
import { createHandler } from '../../src-main/api/routes.ts';
import * as door from '../../src-main/doors/socket-path.ts';
import { fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;

describe('@latchkey/client', () => {
  it('has the same types as the API (npm run docs:client)', async () => {
    const handler = createHandler(fakeAgent(), fakeInfo());
    const request = new Request('http://localhost/v1/openapi.json');
    const document: unknown = await (await handler(request, { name: 'page', rights: { tokens: false } })).json();
    expect(readFileSync(join(ROOT, 'clients/js/openapi.ts'), 'utf8')).toBe(clientTypes(document));
  });

  it("has the program's version and license, needs nothing, and cannot be published by mistake", () => {
    const { version, license, engines, author } = json('package.json');
    const own = json('clients/js/package.json');
    expect(own).toMatchObject({ version, license, engines, author, private: true, type: 'module' });
    expect(own).not.toHaveProperty('dependencies');
  });

  it.each<NodeJS.ProcessEnv>([
    { LATCHKEY_SOCKET: '/a/b.sock', XDG_RUNTIME_DIR: '/run/user/1' },
    { XDG_RUNTIME_DIR: '/run/user/1', TMPDIR: '/var/tmp' },
    { XDG_RUNTIME_DIR: `/run/user/${process.getuid?.()}/snap.code` },
    { XDG_RUNTIME_DIR: 'relative' },
    { XDG_RUNTIME_DIR: '/run/mine/' },
    { TMPDIR: '' },
    { TMPDIR: '/var/tmp' },
    {},
  ])("finds the agent's socket: %o", (env) => {
    expect(client.socketPath(env)).toBe(door.socketPath(env));
  });

  it('is generated as specified, and the generator refuses what it does not know', () => {
    const types = (schema: object) =>
      clientTypes({ components: { schemas: { A: schema } }, paths: {} }).match(/export type A = ([\s\S]*?);\n\n/)?.[1];
    expect(types({ type: 'array', items: { enum: ["it's", 1, null] } })).toBe("Array<'it\\'s' | 1 | null>");
    expect(types({ type: ['string', 'null'] })).toBe('string | null');
    expect(types({ type: 'object', properties: { 'a-b': { $ref: '#/components/schemas/B' } } })).toBe(
      "{\n  'a-b'?: B;\n}",
    );
    expect(() => types({ allOf: [] })).toThrow('does not know the word allOf');
  });
});
