/** JSON Patch (RFC 6902) for the stand-in's clients. */
import { HydraRefusal } from './refusal.ts';
import type { Json } from './state.ts';

export interface PatchStep {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
  readonly from?: string;
}

/** RFC 6902, as far as the members of a client need it. */
export function patched(client: Json, operations: readonly PatchStep[]): Json {
  const next = structuredClone(client);
  for (const { op, path, value, from } of operations) {
    const at = placeOf(next, path);
    if (op === 'add' && Array.isArray(at.holder))
      at.holder.splice(at.key === '-' ? at.holder.length : Number(at.key), 0, value);
    else if (op === 'add' || op === 'replace') (at.holder as Json)[at.key] = value;
    else if (op === 'remove') remove(at);
    else if (op === 'test' && JSON.stringify((at.holder as Json)[at.key]) !== JSON.stringify(value)) throw badPatch();
    else if (op === 'move' || op === 'copy') {
      const source = placeOf(next, from ?? '');
      (at.holder as Json)[at.key] = structuredClone((source.holder as Json)[source.key]);
      if (op === 'move') remove(source);
    }
  }
  return next;
}

interface Place {
  readonly holder: Json | unknown[];
  readonly key: string;
}

function placeOf(whole: Json, path: string): Place {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keys.pop() ?? '';
  let holder: unknown = whole;
  for (const step of keys) holder = (holder as Json)?.[step];
  if (typeof holder !== 'object' || holder === null) throw badPatch();
  return { holder: holder as Json, key };
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

const badPatch = () =>
  new HydraRefusal(
    400,
    'The request was malformed or contained invalid parameters',
    'The JSON patch cannot be applied.',
  );
