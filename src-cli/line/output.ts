/**
 * Where text leaves: answers to standard output, all else to standard error. A reader that has gone away (EPIPE) ends
 * the program quietly; text that came from outside is cleaned of what could steer a terminal.
 */

import { writeSync } from 'node:fs';

let guarded = false;

function guard(): void {
  if (guarded) return;
  guarded = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
}

/** The answer, and nothing but the answer. */
export function answer(line: string): void {
  guard();
  process.stdout.write(`${line}\n`);
}

/**
 * As `answer`, for one short line: written at once without making a stream of standard output, which takes a
 * millisecond or two. A pipe that is full for the moment (EAGAIN) is left to the stream.
 */
export function answerAtOnce(line: string): void {
  try {
    writeSync(1, `${line}\n`);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EPIPE') return;
    if (code !== 'EAGAIN') throw thrown;
    answer(line);
  }
}

export function answerJson(value: unknown): void {
  answer(JSON.stringify(value, null, 2));
}

/** Progress, advice and errors. */
export function remark(line: string): void {
  guard();
  process.stderr.write(`${line}\n`);
}

/** Control characters, escape sequences' starts and what turns the direction of writing or has no width; a name may hold any. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` as it may be shown on a terminal, on one line. */
export function plain(text: string): string {
  return text.replace(STEERING, ' ').trim();
}
