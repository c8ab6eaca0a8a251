/** What all sessions of an agent share. */
import type { Ports } from './ports.ts';
import type { Session } from './session.ts';

export interface World {
  readonly ports: Ports;
  readonly allowLoopbackHttp: boolean;
  changed(session: Session): void;
}
