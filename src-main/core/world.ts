/** What all sessions of an agent share. */

import type { Ports } from './ports.ts';
import type { PlainHttp } from './provider/plain-http.ts';
import type { Session } from './session/session.ts';

export interface World extends PlainHttp {
  readonly ports: Ports;
  changed(session: Session): void;
}
