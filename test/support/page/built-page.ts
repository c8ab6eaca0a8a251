/** The window's page, bundled into memory as the product's build does it, so that the tests need no dist/. Run from the repository's root. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const source = resolve('src-renderer');

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const bundle = await build({
    entryPoints: [join(source, 'main.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome130',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'warning',
  });
  const read = (name: string): string => readFileSync(join(source, name), 'utf8');
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: read('index.html') }],
    ...readdirSync(join(source, 'styles')).map(
      (name) => [`/${name}`, { type: 'text/css; charset=utf-8', text: read(`styles/${name}`) }] as const,
    ),
    ['/main.js', { type: 'text/javascript; charset=utf-8', text: bundle.outputFiles[0]?.text ?? '' }],
  ]);
}
