/** Requests to the handler as they come through a door: a program's at the socket, the person's in the window. */
import type { Door, Handler } from '../../../src-main/api/frame/door.ts';
import type { Caller } from '../../../src-main/core/caller.ts';

export const WINDOW: Door = { name: 'window', rights: { tokens: false, answers: true } };

export const socketOf = (caller: Caller): Door => ({ name: 'socket', rights: { tokens: true }, caller });

export function atDoor(handler: Handler, door: Door) {
  return async (method: string, path: string, body?: unknown) => {
    const sent = body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    const response = await handler(new Request(`http://localhost${path}`, { method, ...sent }), door);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}
