/**
 * Follows the agent's event stream with fetch (which works on the desktop's private scheme as on http), and reconnects
 * automatically: with backoff and jitter, at once on request, and after silence longer than two heartbeats.
 */

import type { View } from '../../src-main/api/types.ts';
import { type ApiError, isRecord, problemOf, silentAgent } from './api.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;
/** The agent sends a comment every 15 s. */
const SILENCE_MS = 40_000;

export interface Follower {
  view(view: View): void;
  lost(error: ApiError): void;
}

export interface Following {
  retryNow(): void;
  stop(): void;
}

/** Reads a text/event-stream piece by piece; calls back with each event's name and data. */
export function createEventParser(onEvent: (name: string, data: string) => void): (chunk: string) => void {
  let rest = '';
  let name = 'message';
  let data: string[] = [];
  const line = (text: string): void => {
    if (text === '') {
      if (data.length > 0) onEvent(name, data.join('\n'));
      name = 'message';
      data = [];
    } else if (text.startsWith('event:')) name = text.slice(6).trim();
    else if (text.startsWith('data:')) data.push(text.slice(text[5] === ' ' ? 6 : 5));
  };
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) line(text.endsWith('\r') ? text.slice(0, -1) : text);
  };
}

/** Our own agent is trusted with the details; this guards against entirely different answers. */
export function readView(data: string): View | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isRecord(value) && Array.isArray(value['profiles']) && isRecord(value['agent'])
      ? (value as View)
      : undefined;
  } catch {
    return undefined;
  }
}

async function readStream(abort: AbortController, onView: (view: View) => void): Promise<void> {
  const response = await fetch('/v1/events', { signal: abort.signal, cache: 'no-store' });
  if (!response.ok) throw await problemOf(response);
  if (response.body === null) throw silentAgent();
  const parse = createEventParser((name, data) => {
    const view = name === 'view' ? readView(data) : undefined;
    if (view !== undefined) onView(view);
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
      parse(next.value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

export function followViews(follower: Follower): Following {
  let stopped = false;
  let retryMs = FIRST_RETRY_MS;
  let abort = new AbortController();
  let wake: () => void = () => {};

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, retryMs * (0.75 + Math.random() / 2));
      wake = () => {
        clearTimeout(timer);
        retryMs = FIRST_RETRY_MS;
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      abort = new AbortController();
      const failure = await readStream(abort, (view) => {
        retryMs = FIRST_RETRY_MS;
        follower.view(view);
      }).then(silentAgent, (error: unknown) => (isApiError(error) ? error : silentAgent()));
      if (stopped) return;
      follower.lost(failure);
      await pause();
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  };
  void run();
  return {
    retryNow: () => wake(),
    stop: () => {
      stopped = true;
      abort.abort();
      wake();
    },
  };
}

const isApiError = (error: unknown): error is ApiError => error instanceof Error && error.name === 'ApiError';
