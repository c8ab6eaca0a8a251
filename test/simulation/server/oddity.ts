/** Forms of unusable token answers: each contains what the server gives, including the next refresh token, but is spoiled elsewhere. */
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
const SOMEONE_ELSE: Form = (body) => ({ ...body, sub: 'somebody else' });

/** A sign-in's first answer cannot name the wrong person: it says who signed in. */
export function spoiled(dice: Dice, body: Body, isFirst: boolean): Body {
  const forms: readonly [Form, ...Form[]] = isFirst ? SPOILED : [...SPOILED, SOMEONE_ELSE];
  return dice.pick(forms)(body);
}
