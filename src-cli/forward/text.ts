/** What `latchkey forward` reports while it runs: lines for people on standard error, or events for programs on standard output. */

import type { ForwardEntry } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { CliError } from '../line/errors.ts';
import { answer, plain, remark } from '../line/output.ts';
import type { Place } from './script.ts';

export interface Teller {
  ready(place: Place): void;
  socketOnly(): void;
  lost(retryInS: number): void;
  failed(thrown: unknown): void;
  agent(isThere: boolean): void;
  ended(): void;
}

export function tellerOf(json: boolean, local: ForwardEntry): Teller {
  return json ? forPrograms(local) : forPeople(local);
}

function forPeople({ host, profiles, socket }: ForwardEntry): Teller {
  const names = profiles.join(', ');
  return {
    ready({ path, isDefault }) {
      remark(`${names} can now be used on ${host}, at ${plain(path)}. Press Ctrl-C to stop.`);
      if (!isDefault) remark(`  On ${host}, run: export LATCHKEY_SOCKET='${plain(path)}'`);
    },
    socketOnly() {
      answer(socket);
      remark(`${names} can now be used through this socket. Press Ctrl-C to stop.`);
    },
    lost: (retryInS) => remark(`Lost the connection to ${host}; trying again in ${retryInS} s.`),
    failed: (thrown) => remark(thrown instanceof Error ? plain(thrown.message) : 'The connection failed.'),
    agent: (isThere) => remark(isThere ? 'The agent is back.' : 'The agent has stopped; waiting for it to come back.'),
    ended: () => remark(`${names} can no longer be used on ${host}.`),
  };
}

function forPrograms({ host, profiles, socket }: ForwardEntry): Teller {
  const tell = (event: string, more: object = {}) => answer(plainJson({ event, host, ...more }));
  return {
    ready: ({ path, isDefault }) =>
      tell('ready', { profiles, remote_socket: path, variable_needed: !isDefault, local_socket: socket }),
    socketOnly: () => tell('ready', { profiles, local_socket: socket }),
    lost: (retryInS) => tell('lost', { retry_in: retryInS }),
    failed: (thrown) => tell('failed', { code: thrown instanceof CliError ? thrown.code : 'internal' }),
    agent: (isThere) => tell(isThere ? 'agent-back' : 'agent-gone'),
    ended: () => tell('ended'),
  };
}
