/** Draws a simulated server's behavior: as varied as real servers, ordinary ones most often. */
import type { Dice } from '../world/dice.ts';
import type { Traits } from './server-types.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

export function drawTraits(dice: Dice): Traits {
  return {
    rotation: dice.pick(['none', 'plain', 'grace', 'reuse', 'reuse']),
    graceMs: dice.pick([10_000, 60_000, 300_000]),
    repeatsRefreshToken: dice.chance(0.5),
    accessLifetimeS: dice.chance(0.08)
      ? undefined
      : dice.pick([
          HOUR_S,
          HOUR_S,
          HOUR_S,
          8 * HOUR_S,
          8 * HOUR_S,
          1800,
          900,
          dice.pick([900, 900, 900, 300, 300, 300, dice.pick([300, 60])]),
        ]),
    wobbles: dice.chance(0.3),
    refreshTokens: dice.chance(0.85),
    refreshLifetimeS: dice.pick([undefined, undefined, 12 * HOUR_S, 7 * DAY_S, 30 * DAY_S]),
    sendsRefreshLifetime: dice.chance(0.5),
    intervalS: dice.pick([undefined, 5, 5, 1, 10]),
    deviceLifetimeS: dice.pick([300, 600, 1800]),
    flows: dice.pick([['device', 'browser'], ['device', 'browser'], ['browser', 'device'], ['device'], ['browser']]),
    confidentialClients: dice.chance(0.5),
    secretLifetimeS: dice.pick([undefined, undefined, 3 * DAY_S, 90 * DAY_S]),
    managesClients: dice.chance(0.5),
    revokes: dice.chance(0.8),
    sendsDate: dice.chance(0.8),
    oddity: dice.pick([0, 0, 0, 0.01, 0.1]),
  };
}
