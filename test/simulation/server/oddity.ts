/** The forms of a token answer that cannot be used: each holds what it gives, the next refresh token among it, and is spoiled elsewhere. */
import type { Dice } from '../world/dice.ts';

type Body = Readonly<Record<string, unknown>>;
type Form = (body: Body) => Body;

const SPOILED: readonly [Form, ...Form[]] = [
  ({ access_token: _, ...rest }) => rest,
  (body) => ({ ...body, access_token: `${body['access_token']}\n` }),
  (body) => ({ ...body, access_token: { value: body['access_token'] } }),
  (body) => ({ ...body, token_type: 'DPoP' }),
  (body) => ({ ...body, token_type: 'mac', id_token: 'x.y.z' }),
];
const SOMEBODY_ELSE: Form = (body) => ({ ...body, sub: 'somebody else' });

/** The first answer of a sign-in says who is signed in, whoever that is. */
export function spoiled(dice: Dice, body: Body, isFirst: boolean): Body {
  const forms: readonly [Form, ...Form[]] = isFirst ? SPOILED : [...SPOILED, SOMEBODY_ELSE];
  return dice.pick(forms)(body);
}
