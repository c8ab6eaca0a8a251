/**
 * The settings in settings.json, beside config.json and separate from it, so that neither can break the other. A file
 * that cannot be read in full gives the defaults, says why, and is never overwritten. Contains no secret.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import { patched, Settings, type SettingsPatch, type SettingsStore } from '../../core/settings.ts';
import { createSerial } from '../../core/time/serial.ts';
import { errorCode, readBounded, removeStaleTemps, resolveLink, writeDurably } from './durable-file.ts';
import { placeOfJsonError } from './json-place.ts';
import { unwritable } from './unwritable.ts';

const MAX_BYTES = 64 * 1024;

export interface SettingsFile extends SettingsStore {
  readonly path: string;
  problem(): LatchkeyError | undefined;
}

/** `folder` is the config folder; the file is created with the first change. Never rejects. */
export async function settingsFile(folder: string): Promise<SettingsFile> {
  const path = join(folder, 'settings.json');
  const serial = createSerial();
  const listeners = new Set<(settings: Settings) => void>();
  let settings: Settings = {};
  let problem: LatchkeyError | undefined;
  const load = async (): Promise<void> => {
    try {
      settings = await read(path);
      problem = undefined;
    } catch (thrown) {
      settings = {};
      problem = thrown instanceof LatchkeyError ? thrown : broken(path, `cannot be read${suffix(thrown)}`, thrown);
    }
  };
  const change = async (patch: SettingsPatch): Promise<Settings> => {
    await load();
    if (problem !== undefined) throw problem;
    const next = patched(settings, patch);
    await writeDurably(await resolveLink(path), `${JSON.stringify(next, null, 2)}\n`).catch((error: unknown) => {
      throw unwritable(path, error);
    });
    settings = next;
    for (const listener of listeners) listener(next);
    return next;
  };
  await removeStaleTemps(await resolveLink(path));
  await load();
  return {
    path,
    now: () => settings,
    problem: () => problem,
    change: (patch) => serial(() => change(patch)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function read(path: string): Promise<Settings> {
  const bytes = await readBounded(path, MAX_BYTES, { followLinks: true });
  if (bytes === undefined) return {};
  const found = Settings.safeParse(parseJson(path, bytes));
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = z.core.toDotPath(issue?.path ?? []);
  throw broken(path, `is invalid at ${place || 'the top level'}: ${issue?.message}`);
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column } = placeOfJsonError(text);
    throw broken(path, `is not valid JSON at line ${line}, column ${column}`, cause);
  }
}

function broken(path: string, what: string, cause?: unknown): LatchkeyError {
  const hint = 'Fix the file, or move it aside to start from the defaults. Nothing was overwritten.';
  return new LatchkeyError('config_broken', `The file ${path} ${what}.`, { hint, cause });
}

function suffix(error: unknown): string {
  const code = errorCode(error);
  return code === undefined ? '' : ` (${code})`;
}
