/**
 * All output: answers go to standard output, everything else to standard error. A reader that has gone away (EPIPE) ends
 * the program quietly. Text from outside is cleaned of anything that could steer a terminal.
 */

import { writeSync } from 'node:fs';
import { plainJson } from '../../src-shared/plain-json.ts';

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
 * Like `answer`, but written directly, without the cost of making standard output a stream (a millisecond or two). A pipe that is full right now (EAGAIN) is left to the stream.
 */
export function answerAtOnce(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EPIPE') return;
    if (code !== 'EAGAIN') throw thrown;
    guard();
    process.stdout.write(rest);
  }
}

export function answerJson(value: unknown): void {
  answer(plainJson(value, 2));
}

/** Progress, advice and errors. */
export function remark(line: string): void {
  guard();
  process.stderr.write(`${line}\n`);
}

/** Control characters, the start of escape sequences, and whatever changes the writing direction or has no width. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` made safe to show on a terminal, on one line. */
export function plain(text: string): string {
  return text.replace(STEERING, ' ').trim();
}
