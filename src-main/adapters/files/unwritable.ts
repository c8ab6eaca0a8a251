/** The error for a file of ours that cannot be written, the same for all of them. */
import { LatchkeyError } from '../../core/errors.ts';
import { errorCode, isDiskFull } from './durable-file.ts';

/** A rename cannot replace a file that is itself a mount point. */
export const MOUNTED = 'The file itself is a mount point, as in a container. Mount its folder instead.';

export function unwritable(path: string, cause: unknown): LatchkeyError {
  const why = isDiskFull(cause) ? 'because the disk is full' : `(${errorCode(cause) ?? 'unknown reason'})`;
  const hint = errorCode(cause) === 'EBUSY' ? MOUNTED : undefined;
  return new LatchkeyError('config_unwritable', `The file ${path} cannot be written ${why}.`, {
    cause,
    ...(hint !== undefined && { hint }),
  });
}
