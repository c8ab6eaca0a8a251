/**
 * Reads a small file at once, and only a regular one: a named pipe in its place would block forever, and a device has no
 * end.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { FileTooLargeError, NotAFileError } from './durable-file.ts';

/** Throws FileTooLargeError, NotAFileError, or Node's error. */
export function readRegularFile(path: string, maxBytes: number): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw new NotAFileError();
    const buffer = Buffer.alloc(Math.min(fstatSync(file).size, maxBytes) + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got) {
      got = readSync(file, buffer, length, buffer.length - length, null);
    }
    if (length > maxBytes) throw new FileTooLargeError('the file is too large');
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
