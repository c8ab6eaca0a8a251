/** What all sessions of an agent share. */
import type { PlainHttp } from './plain-http.ts';
import type { Ports } from './ports.ts';
import type { Session } from './session.ts';

export interface World extends PlainHttp {
  readonly ports: Ports;
  changed(session: Session): void;
}
