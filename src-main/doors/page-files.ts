/**
 * The window's page as files, for the desktop's scheme and for the headless agent. Serves the files that one folder has
 * at the first request, by name, and nothing else; every answer forbids the page everything that it does not need.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PLAIN_HEADERS } from '../api/frame/problem.ts';

/** Only its own files and its own API; no inline code or style, no frame, no form that leads elsewhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  ...PLAIN_HEADERS,
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export type PageResponse = (request: Request) => Promise<Response | undefined>;

/** The answer for a GET of the page or one of its files; undefined for everything else. */
export function pageFiles(folder: string): PageResponse {
  let listing: Promise<ReadonlyMap<string, string>> | undefined;
  return async (request) => {
    if (request.method !== 'GET') return undefined;
    listing ??= list(folder);
    const { pathname } = new URL(request.url);
    const file = (await listing).get(pathname === '/' ? '/index.html' : pathname);
    if (file === undefined) return undefined;
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(await readFile(file)), { headers: { ...HEADERS, 'Content-Type': type } });
  };
}

/** Path in the URL to file; a path that is not a key reaches no file, whatever it contains. */
async function list(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in TYPES);
  return new Map(files.map((entry) => [`/${entry.name}`, join(folder, entry.name)]));
}
