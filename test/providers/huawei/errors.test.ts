/** Each refusal that is distinguished gets its error code and a hint, however it is sent; nothing else is mistaken for one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../src-main/core/errors.ts';
import {
  GATEWAY,
  IN_REFRESH,
  OIDC_NUMBERS,
  OIDC_WORDS,
  PORTAL_NUMBERS,
  PORTAL_WORDS,
} from '../../../src-main/providers/huawei/errors.ts';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { refusalOf } from '../../../src-main/providers/huawei/refusal.ts';
import { failure } from '../../support/engine/provider-world.ts';
import { ADMIN, client, context, roles, type Scripted, startScripted, TOKEN } from './wire.ts';

let hw: Scripted;
beforeAll(async () => {
  hw = await startScripted();
});
afterAll(() => hw.http.close());

type Said = readonly [name: string, code: ErrorCode, bodies: readonly object[]];

const words = (meanings: Readonly<Record<string, { code: ErrorCode }>>): Said[] =>
  Object.entries(meanings).map(([word, { code }]) => [
    word,
    code,
    [{ error: word }, { error_code: 'IIC.400', error_msg: `So: ${word.replaceAll('_', ' ')}.` }, { x: { code: word } }],
  ]);
const numbers = (meanings: Readonly<Record<string, { code: ErrorCode }>>): Said[] =>
  Object.entries(meanings).map(([number, { code }]) => [
    `IIC.${number}`,
    code,
    [{ error_code: `IIC.${number}`, error_msg: 'No' }, { error: { code: `IdentityCenter.${number}`, message: 'No' } }],
  ]);
const gateway: Said[] = Object.entries(GATEWAY).map(([number, { code }]) => [
  `APIGW.${number}`,
  code,
  [
    { error_code: `APIGW.${number}`, error_msg: 'No' },
    { errorCode: `APIG.${number}`, errorMsg: 'No' },
  ],
]);

async function each(bodies: readonly object[], route: string, ask: () => Promise<unknown>, code: ErrorCode) {
  for (const json of bodies) {
    hw.http.routes.set(route, { status: 400, json });
    const error = await failure(ask());
    expect([json, error.code]).toEqual([json, code]);
    expect(error.message).toMatch(/^Huawei Cloud d-47f958c067 .+ \(.+\)\.$/);
    expect(error.hint.length).toBeGreaterThan(10);
  }
}

describe('recognized', () => {
  it.each([...words(OIDC_WORDS), ...numbers(OIDC_NUMBERS), ...gateway])(
    '%s from the token service is %s',
    async (_name, code, bodies) => {
      const start = () => huawei.startDevice({ context, server: hw.server, settings: hw.settings, client });
      await each(bodies, 'POST /v1/device/authorize', start, code);
    },
  );

  it.each(words(IN_REFRESH))('%s in a refresh is %s', async (_name, code, bodies) => {
    const refresh = () => huawei.refresh({ context, server: hw.server, settings: hw.settings, client }, TOKEN);
    await each(bodies, 'POST /v1/tokens', refresh, code);
  });

  it.each([...words(PORTAL_WORDS), ...numbers(PORTAL_NUMBERS), ...gateway])(
    '%s from the portal is %s',
    async (_name, code, bodies) => {
      const ask = () => roles().credentials({ context, server: hw.server, settings: hw.settings }, TOKEN, ADMIN);
      await each(bodies, 'GET /v1/credentials', ask, code);
    },
  );
});

describe('not mistaken', () => {
  const word = (json: Record<string, unknown>) => refusalOf(400, json, undefined).word;

  it.each([
    'invalid grant_type',
    'Invalid client_name',
    'Invalid client type',
    'The parameter is wrong.',
    'Bad Request',
  ])('“%s” is not one of the words', (text) => {
    expect([word({ error_msg: text }), word({ error: text })]).toEqual(['', '']);
  });

  it('an RFC error comes before a code, and a code before the text', () => {
    const error_msg = 'authorization_pending';
    expect(word({ error_msg, error_code: 'SlowDownException', error: 'access_denied' })).toBe('access_denied');
    expect(word({ error_msg, error_code: 'SlowDownException' })).toBe('slow_down');
    expect(word({ error_msg, error_code: 'IIC.400' })).toBe('authorization_pending');
  });

  it('members of other types, deep nesting and huge texts do no harm', () => {
    const odd = {
      error: ['slow_down'],
      code: 7,
      message: null,
      a: { b: { code: 'slow_down' } },
      error_msg: 'x'.repeat(1e6),
    };
    expect(word(odd)).toBe('');
    expect(refusalOf(400, odd, undefined).description.length).toBeLessThan(300);
  });

  it('every error code is one of ours', () => {
    const all = [OIDC_WORDS, IN_REFRESH, OIDC_NUMBERS, PORTAL_WORDS, PORTAL_NUMBERS, GATEWAY].flatMap((one) =>
      Object.values(one),
    );
    expect(all.filter(({ code }) => !(code in ERRORS))).toEqual([]);
  });
});
