/**
 * The door of the desktop's window: the page's private scheme, as a function for Electron's `protocol.handle`. The page
 * gives commands and sees Views; it has no right to tokens. Knows no Electron.
 */
import type { Door, Handler } from '../api/frame/door.ts';
import { noSuchRoute, problemResponse } from '../api/frame/problem.ts';
import { LatchkeyError } from '../core/errors.ts';
import type { PageResponse } from './page-files.ts';

export const WINDOW_SCHEME = 'latchkey-window';
export const WINDOW_HOST = 'app';
const ORIGIN = `${WINDOW_SCHEME}://${WINDOW_HOST}`;
const DOOR: Door = {
  name: 'window',
  rights: { tokens: false, answers: true },
  caller: { door: 'window', processes: [] },
};

export function windowDoor(handler: Handler, page: PageResponse): (request: Request) => Promise<Response> {
  return async (request) => {
    const { protocol, host, pathname } = new URL(request.url);
    if (protocol !== `${WINDOW_SCHEME}:` || host !== WINDOW_HOST) {
      return problemResponse(noSuchRoute(request.method, pathname));
    }
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== ORIGIN) {
      return problemResponse(new LatchkeyError('not_allowed', 'Only the window may ask here.'));
    }
    return (await page(request)) ?? (await handler(request, DOOR));
  };
}
