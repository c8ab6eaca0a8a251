/** One request's trip through the simulated network, with the fate that the weather gives it. */
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { Life } from '../machine/life.ts';
import type { Answer, Message } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import type { Fate } from './weather.ts';

const HTML = '<!doctype html><title>Welcome to the hotel</title>';

export interface Trip {
  readonly life: Life;
  readonly tenant: Tenant;
  readonly message: Message;
  readonly deliver: (answer: Answer) => void;
  readonly lose: (error: Error) => void;
}

export function travel(trip: Trip, fate: Fate): void {
  const { dice } = trip.life.world;
  const thereMs = dice.between(10, 200);
  const backMs = dice.between(10, 200);
  const bring = (ms: number) => (answer: Answer) => trip.life.answer(ms, () => trip.deliver(answer));
  switch (fate) {
    case 'fine':
      arrive(trip, thereMs, bring(backMs));
      break;
    case 'slow':
      arrive(trip, dice.between(100, 9_000), bring(dice.between(100, 9_000)));
      break;
    case 'duplicate':
      arrive(trip, thereMs, bring(backMs));
      arrive(trip, thereMs + dice.between(1, 20_000), () => undefined);
      break;
    case 'no such host':
      fail(trip, thereMs, new LatchkeyError('provider_unreachable', 'No such host.', { sent: false }));
      break;
    case 'request reset':
      fail(trip, thereMs);
      break;
    case 'answer reset':
      arrive(trip, thereMs, () => fail(trip, backMs));
      break;
    case 'answer lost':
      arrive(trip, thereMs, () => undefined);
      break;
    case '503':
      bring(backMs)(canned(503, '{"error":"invalid_grant"}'));
      break;
    case 'html':
      bring(backMs)(canned(200, HTML));
      break;
    case '502 after processing':
      arrive(trip, thereMs, () => bring(backMs)(canned(502, HTML)));
      break;
    case 'request lost':
    case 'black hole':
      break;
  }
}

/** The server processes the request, whatever happens to the sender. */
function arrive({ life, tenant, message }: Trip, ms: number, then: (answer: Answer) => void): void {
  const { world } = life;
  world.after(ms, () => {
    const answer = tenant.process(message);
    world.note(`@ ${message.op}`, said(answer));
    then(answer);
  });
}

function fail({ life, lose }: Trip, ms: number, error: Error = new TypeError('fetch failed')): void {
  life.answer(ms, () => lose(error));
}

function canned(status: number, body: string): Answer {
  return { status, body, meaning: { kind: 'other' } };
}

function said({ status, meaning }: Answer): string {
  if (meaning.kind === 'error') return `${status} ${meaning.code}`;
  if (meaning.kind !== 'tokens') return String(status);
  return `${status} tokens${meaning.refresh ? ` rt#${meaning.refresh.order}` : ''} of family ${meaning.access.family.id}`;
}
