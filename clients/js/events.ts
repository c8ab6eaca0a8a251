/** The agent's Views as they change, from its event stream (server-sent events, HTML Living Standard section 9.2). */
import { type Connection, failure } from './connection.ts';
import { agentNotRunning, answerBroken, fromAgent } from './errors.ts';
import type { View } from './openapi.ts';

/** The agent sends a comment every 15 s; without one, it is considered dead. */
const SILENCE_MS = 50_000;
const MAX_EVENT_LENGTH = 16 * 1024 * 1024;

/** Yields the current View first. Throws when the agent stops, or the signal's reason when that aborts. */
export async function* views(connection: Connection, signal?: AbortSignal): AsyncGenerator<View, never, void> {
  const question = { method: 'GET', path: '/v1/events', silenceMs: SILENCE_MS, signal };
  const response = await connection.open(question);
  try {
    let rest = '';
    for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
      rest = (rest + part).replaceAll('\r\n', '\n');
      if (rest.length > MAX_EVENT_LENGTH) throw answerBroken("The agent's answer is too large.");
      if (response.statusCode !== 200) continue;
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const view = viewOf(event);
        if (view !== undefined) yield view;
      }
    }
    if (response.statusCode !== 200) throw fromAgent(JSON.parse(rest), response.statusCode);
    throw agentNotRunning('The Latchkey agent has stopped.');
  } catch (thrown) {
    throw failure(thrown, { signal }, '');
  } finally {
    response.destroy();
  }
}

function viewOf(event: string): View | undefined {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return undefined;
  const value: unknown = JSON.parse(lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n'));
  if (typeof value === 'object' && value !== null && 'profiles' in value) return value as View;
  throw answerBroken();
}
