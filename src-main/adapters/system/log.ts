/**
 * Log lines as JSON, one each, and the last few hundred in memory for the log viewer. The type `LogFields` decides what
 * may be logged; this adds the time and nothing else.
 */
import { plainJson } from '../../../src-shared/plain-json.ts';
import type { Log, LogFields } from '../../core/ports.ts';

const KEPT_LINES = 500;
/** A longer field is cut: no log line may grow with what a server sent. */
const LONGEST_FIELD = 1_000;

export interface LogStream {
  write(text: string): unknown;
  on?(event: 'error', listener: () => void): unknown;
}

export interface JsonLog extends Log {
  /** The last 500 lines, oldest first, without line ends. */
  recent(): readonly string[];
}

export function jsonLog(stream: LogStream, nowMs: () => number = Date.now): JsonLog {
  const lines: string[] = [];
  // A log whose reader went away (EPIPE) must not end the agent.
  stream.on?.('error', () => {});
  const write = (level: 'info' | 'warn', event: string, fields: LogFields = {}) => {
    const line = plainJson({ time: new Date(nowMs()).toISOString(), level, event, ...cut(fields) });
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    stream.write(`${line}\n`);
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    recent: () => [...lines],
  };
}

/** A field cannot replace the time, the level or the event. */
function cut(fields: LogFields): LogFields {
  const { time: _time, level: _level, event: _event, ...rest } = fields;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > LONGEST_FIELD ? `${value.slice(0, LONGEST_FIELD)}…` : value,
    ]),
  );
}
