/**
 * The file that lets runs survive a restart of the agent (mode 0600, replaced as a whole). It contains digests, no
 * secret.
 */

import { type ContainerRunStore, KeptRuns } from '../../core/container-run.ts';
import type { Log } from '../../core/ports.ts';
import { errorCode, readBounded, removeStaleTemps, writeDurably } from './durable-file.ts';
import { unwritable } from './unwritable.ts';

const MAX_BYTES = 8 * 1024 * 1024;

export function containerRunFile(path: string, log: Log): ContainerRunStore {
  return {
    async load() {
      await removeStaleTemps(path);
      try {
        const bytes = await readBounded(path, MAX_BYTES, { followLinks: false });
        return bytes && KeptRuns.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      } catch (error) {
        log.warn('container_runs_unreadable', { reason: errorCode(error) ?? 'not of the form' });
        return undefined;
      }
    },
    async save(kept) {
      await writeDurably(path, `${JSON.stringify(kept)}\n`).catch((cause: unknown) => {
        throw unwritable(path, cause);
      });
    },
  };
}
