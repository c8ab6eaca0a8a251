/**
 * One token file in ~/.aws/sso/cache, which other tools read and write at the same time and without a lock. A file that
 * another tool wrote is left alone while its token is valid. Ours contains only the access token: with the refresh
 * token and the client's secret, other tools would refresh on their own, and a refresh token works once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode, FileTooLargeError, removeStaleTemps, syncFile } from '../files/durable-file.ts';
import { makeFolder } from '../files/private-folder.ts';
import { readRegularFile } from '../files/regular-file.ts';

/** Longer than a tool takes to write in place; a file that stays unreadable for this long belongs to no one. */
const HALF_WRITTEN_MS = 10_000;
const MAX_BYTES = 256 * 1024;
const MARK = 'latchkey';

const TokenFile = z.object({ accessToken: z.string(), expiresAt: z.string(), writtenBy: z.unknown().optional() });

export interface CachedToken {
  readonly startUrl: string;
  readonly region: string | undefined;
  readonly accessToken: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** `text`: the session's name, or for the older form the start URL exactly as in AWS's configuration. */
export function cacheFileName(text: string): string {
  return `${createHash('sha1').update(text).digest('hex')}.json`;
}

/** Seconds and a Z: the one form that all of AWS's tools read. */
export function cacheTime(epochS: number): string {
  return new Date(epochS * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly ageMs: number }
  | { readonly kind: 'ours' | 'theirs'; readonly accessToken: string; readonly endsAtMs: number };

/** `left`: another tool's token is valid there, or is being written. Rejects with Node's error. */
export async function placeToken(path: string, token: CachedToken, nowMs: number): Promise<'written' | 'left'> {
  if (!mayReplace(await lookTwice(path, nowMs), nowMs)) return 'left';
  const found = look(path, nowMs);
  if (found.kind === 'ours' && found.accessToken === token.accessToken) return 'written';
  await removeStaleTemps(path);
  const temp = tempPath(path);
  try {
    await writeTemp(temp, token);
    // Checking and renaming without a pause in between: a file that another tool has put there in the meantime stays.
    return moveIn(temp, path, nowMs);
  } finally {
    await unlink(temp).catch(() => undefined);
  }
}

/** Removes the file if it is ours; moved aside first, so that one that another tool puts there at this moment stays. */
export function removeToken(path: string, nowMs: number): void {
  if (look(path, nowMs).kind !== 'ours') return;
  const aside = tempPath(path);
  renameSync(path, aside);
  try {
    if (look(aside, nowMs).kind !== 'ours') putBack(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Unless another tool has put one there in the meantime. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') renameSync(aside, path); // a file system without links
  }
}

/** Tools write in place: an empty or partial file is read once more. */
async function lookTwice(path: string, nowMs: number): Promise<Found> {
  const found = look(path, nowMs);
  if (found.kind !== 'broken') return found;
  await pause(50);
  return look(path, nowMs);
}

function look(path: string, nowMs: number): Found {
  let ageMs = 0;
  try {
    ageMs = nowMs - statSync(path).mtimeMs;
    const parsed = TokenFile.safeParse(JSON.parse(readRegularFile(path, MAX_BYTES).toString('utf8')));
    if (!parsed.success) return { kind: 'broken', ageMs };
    const { accessToken, expiresAt, writtenBy } = parsed.data;
    // Older versions of botocore wrote UTC for Z.
    const endsAtMs = Date.parse(expiresAt.replace(/UTC$/, 'Z'));
    return { kind: writtenBy === MARK ? 'ours' : 'theirs', accessToken, endsAtMs };
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return { kind: 'none' };
    if (thrown instanceof SyntaxError || thrown instanceof FileTooLargeError) return { kind: 'broken', ageMs };
    throw thrown;
  }
}

function mayReplace(found: Found, nowMs: number): boolean {
  if (found.kind === 'theirs') return !(found.endsAtMs > nowMs);
  return found.kind !== 'broken' || found.ageMs > HALF_WRITTEN_MS;
}

function moveIn(temp: string, path: string, nowMs: number): 'written' | 'left' {
  const found = look(path, nowMs);
  if (!mayReplace(found, nowMs)) return 'left';
  if (found.kind !== 'none') {
    renameSync(temp, path);
    return 'written';
  }
  try {
    linkSync(temp, path); // unlike a rename, it fails if a file has appeared in the meantime
    return 'written';
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return 'left';
    renameSync(temp, path); // a file system without links
    return 'written';
  }
}

/** Not `*.json`, which AWS's tools look at. */
function tempPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
}

async function writeTemp(temp: string, { startUrl, region, accessToken, expiresAt }: CachedToken): Promise<void> {
  makeFolder(dirname(temp));
  const content = { startUrl, region, accessToken, expiresAt: cacheTime(expiresAt), writtenBy: MARK };
  const file = await open(temp, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(content));
    await syncFile(file);
  } finally {
    await file.close();
  }
}
