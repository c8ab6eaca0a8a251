/** The OpenAPI document: complete, consistent with the router, and valid. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp, createHandler } from '../../src-main/api/routes.ts';
import { fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';

const Operation = z.object({
  summary: z.string().min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']) }).loose()).optional(),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.object({ description: z.string().min(1), content: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const Document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  paths: z.record(z.string().startsWith('/v1/'), z.record(z.string(), Operation)),
});

async function fetchDocument() {
  const handler = createHandler(fakeAgent(), fakeInfo());
  const door = { name: 'page', rights: { tokens: false } } as const;
  const response = await handler(new Request('http://localhost/v1/openapi.json'), door);
  const text = await response.text();
  return { text, document: Document.parse(JSON.parse(text)) };
}

const operations = (document: z.infer<typeof Document>) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the OpenAPI document', () => {
  it('has exactly the routes of the router', async () => {
    const { document } = await fetchDocument();
    const described = operations(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const served = createApp(fakeAgent(), fakeInfo())
      .routes.filter(({ path }) => !path.includes('*'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(served.length).toBeGreaterThan(10);
    expect(new Set(described)).toEqual(new Set(served));
  });

  it('describes the errors of every route except its own', async () => {
    const { document } = await fetchDocument();
    for (const { path, method, operation } of operations(document)) {
      if (path === '/v1/openapi.json') continue;
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect(failures.length, `${method} ${path}`).toBeGreaterThanOrEqual(3);
      for (const [, { content }] of failures) expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
    }
  });

  it('declares exactly the path parameters that its paths have', async () => {
    const { document } = await fetchDocument();
    for (const { path, operation } of operations(document)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('refers to exactly the schemas that it has', async () => {
    const { text, document } = await fetchDocument();
    const used = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(document.components.schemas).sort());
    expect(text.match(/"\$ref":"(?!#\/components\/schemas\/)/)).toBeNull();
  });

  it('describes min_ttl as an integer, and client_secret as a string', async () => {
    const { document } = await fetchDocument();
    const token = document.paths['/v1/profiles/{name}/token']?.['get'];
    expect(token?.parameters?.find(({ name }) => name === 'min_ttl')).toMatchObject({ schema: { type: 'integer' } });
    const body = JSON.stringify(document.paths['/v1/profiles']?.['post']?.requestBody);
    expect(body).toContain('"client_secret":{"type":"string"');
  });
});
