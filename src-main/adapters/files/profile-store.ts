/**
 * The profiles in config.json. A file that cannot be read in full is never overwritten, and top-level members that this
 * version does not know are kept. Contains no secret.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { ProfileStore } from '../../core/ports.ts';
import { Profile } from '../../core/profile.ts';
import {
  errorCode,
  FileTooLargeError,
  readBounded,
  removeStaleTemps,
  resolveLink,
  writeDurably,
} from './durable-file.ts';
import { placeOfJsonError } from './json-place.ts';
import { unwritable } from './unwritable.ts';

const VERSION = 1;
/** Room for tens of thousands of profiles. */
const MAX_BYTES = 16 * 1024 * 1024;

const Version = z.looseObject({ version: z.int().min(1) });
const Config = z.looseObject({
  version: z.literal(VERSION),
  profiles: z.array(Profile).superRefine((profiles, context) => {
    const names = new Set<string>();
    profiles.forEach(({ name }, index) => {
      if (names.has(name))
        context.addIssue({ code: 'custom', message: 'this name occurs twice', path: [index, 'name'] });
      names.add(name);
    });
  }),
});
type Config = z.infer<typeof Config>;

/** `folder` is the config folder; it is created when the first profile is saved. */
export function fileProfileStore(folder: string): ProfileStore {
  const path = join(folder, 'config.json');
  let last: Promise<unknown> = resolveLink(path).then(removeStaleTemps);
  const save = async (profiles: readonly Profile[]) => {
    const rest = await read(path);
    const text = `${JSON.stringify({ ...rest, version: VERSION, profiles }, null, 2)}\n`;
    if (Buffer.byteLength(text) > MAX_BYTES) {
      throw new LatchkeyError('config_unwritable', `The profiles do not fit in ${path} (limit: 16 MiB).`, {
        hint: 'Remove profiles that you no longer use.',
      });
    }
    await writeDurably(await resolveLink(path), text).catch((error: unknown) => {
      throw unwritable(path, error);
    });
  };
  return {
    load: async () => (await read(path))?.profiles ?? [],
    /** One after another: of two saves at once, each might lose the other's unknown members. */
    save(profiles) {
      const mine = last.catch(() => {}).then(() => save(profiles));
      last = mine;
      return mine;
    },
  };
}

async function read(path: string): Promise<Config | undefined> {
  const bytes = await readBounded(path, MAX_BYTES, { followLinks: true }).catch((error: unknown) => {
    const why = error instanceof FileTooLargeError ? 'is larger than 16 MiB' : `cannot be read${suffix(error)}`;
    throw new LatchkeyError('config_broken', `The file ${path} ${why}.`, { cause: error });
  });
  return bytes === undefined ? undefined : parse(path, bytes);
}

function parse(path: string, bytes: Uint8Array): Config {
  const json = parseJson(path, bytes);
  const version = Version.safeParse(json);
  if (version.success && version.data.version > VERSION) {
    throw new LatchkeyError('config_newer', `The file ${path} was written by a newer Latchkey.`);
  }
  const config = Config.safeParse(json);
  if (config.success) return config.data;
  const issue = config.error.issues[0];
  const place = z.core.toDotPath(issue?.path ?? []);
  throw new LatchkeyError(
    'config_broken',
    `The file ${path} is invalid at ${place || 'the top level'}: ${issue?.message}.`,
  );
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LatchkeyError('config_broken', `The file ${path} is not UTF-8 text.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column } = placeOfJsonError(text);
    throw new LatchkeyError('config_broken', `The file ${path} is not valid JSON at line ${line}, column ${column}.`, {
      cause,
    });
  }
}

function suffix(error: unknown): string {
  const code = errorCode(error);
  return code === undefined ? '' : ` (${code})`;
}
