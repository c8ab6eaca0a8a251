#!/usr/bin/env node
/** Writes docs/errors.md from src-main/core/error-table.ts. A test fails when the two differ. */
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { outputFiles } = await build({
  stdin: {
    contents: "export * from '../../src-main/core/errors.ts'; export * from './error-table.ts';",
    resolveDir: join(root, 'scripts/documents'),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const { ERRORS, errorTable } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
writeFileSync(join(root, 'docs/errors.md'), errorTable(ERRORS));
