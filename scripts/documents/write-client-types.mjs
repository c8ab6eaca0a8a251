#!/usr/bin/env node
/** Writes clients/js/openapi.ts from the OpenAPI document of the agent. A test fails when the two differ. */
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { outputFiles } = await build({
  stdin: {
    contents:
      "export { createHandler } from '../../src-main/api/routes.ts'; export { clientTypes } from './client-types.ts';",
    resolveDir: join(root, 'scripts/documents'),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { createHandler, clientTypes } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
// The document is made from the schemas alone, without an agent.
const handler = createHandler({}, { version: '', providers: [], closing: new AbortController().signal });
const door = { name: 'page', rights: { tokens: false } };
const answer = await handler(new Request('http://localhost/v1/openapi.json'), door);
writeFileSync(join(root, 'clients/js/openapi.ts'), clientTypes(await answer.json()));
