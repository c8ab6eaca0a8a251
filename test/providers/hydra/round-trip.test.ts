/** Every client object that Hydra's description allows survives create, get and set; durations are compared by value. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationNs, sameDuration } from '../../../src-main/providers/hydra/duration.ts';
import { CLIENT_FIELDS } from '../../../src-main/providers/hydra/fields.ts';
import { CLIENT, deviations } from '../../support/hydra/description.ts';
import { type HydraDesk, startHydraDesk } from '../../support/hydra/desk.ts';

const GENERATED = 1000;
const CLIENTS = '/v1/profiles/work/clients';

let desk: HydraDesk;
beforeAll(async () => {
  desk = await startHydraDesk();
});
afterAll(() => desk.close());

type Fields = Record<string, unknown>;

const text = fc.oneof(fc.string({ maxLength: 40 }), fc.webUrl(), fc.string({ unit: 'grapheme', maxLength: 20 }));
const duration = fc
  .array(fc.tuple(fc.nat(), fc.option(fc.nat(999)), fc.constantFrom('ns', 'us', 'µs', 'ms', 's', 'm', 'h')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.map(([whole, part, unit]) => `${whole}${part === null ? '' : `.${part}`}${unit}`).join(''));
const key = fc.record({
  alg: fc.constantFrom('RS256', 'ES256', 'PS512'),
  kid: fc.string({ minLength: 1, maxLength: 20 }),
  kty: fc.constantFrom('RSA', 'EC', 'oct'),
  use: fc.constantFrom('sig', 'enc'),
});
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Fields whose few valid values the description gives only in prose. */
const WORDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  client_id: fc.uuid(),
  access_token_strategy: fc.constantFrom('jwt', 'opaque'),
  subject_type: fc.constantFrom('public', 'pairwise'),
  token_endpoint_auth_method: fc.constantFrom('client_secret_basic', 'client_secret_post', 'none'),
  redirect_uris: fc.array(fc.webUrl(), { maxLength: 3 }),
};

const OF_KIND: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  text,
  texts: fc.array(text, { maxLength: 4 }),
  flag: fc.boolean(),
  duration,
  keys: fc.record({ keys: fc.array(key, { minLength: 1, maxLength: 2 }) }),
  json,
  secret: fc.string({ minLength: 6, maxLength: 60, unit: 'binary-ascii' }),
};

/** Any subset of the fields, including those that only the server sets, as in a file exported from it. */
const anyClient: fc.Arbitrary<Fields> = fc
  .record(
    Object.fromEntries(
      [...CLIENT_FIELDS].map(([name, kind]) => [name, WORDS[name] ?? OF_KIND[kind] ?? serverValue(name)]),
    ),
    { requiredKeys: ['client_id'] },
  )
  // A client MUST NOT have both.
  .map(({ jwks_uri, ...rest }) =>
    rest['jwks'] === undefined && jwks_uri !== undefined ? { ...rest, jwks_uri } : rest,
  );

function serverValue(name: string): fc.Arbitrary<unknown> {
  if (name.endsWith('_at') && name !== 'client_secret_expires_at') return fc.constant('2026-01-02T03:04:05Z');
  return name === 'client_secret_expires_at' ? fc.constant(0) : text;
}

const sentBy = (client: Fields) =>
  Object.entries(client).filter(([name]) => !['server', 'secret'].includes(CLIENT_FIELDS.get(name) ?? ''));

function same(name: string, one: unknown, other: unknown): boolean {
  if (CLIENT_FIELDS.get(name) === 'duration') return sameDuration(String(one), String(other));
  return JSON.stringify(one) === JSON.stringify(other);
}

async function good(method: string, path: string, body?: unknown): Promise<Fields> {
  const reply = await desk.ask(method, path, body);
  if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
  return reply.body.client as Fields;
}

describe('round trip', () => {
  it(`create, get, set: ${GENERATED} clients`, { timeout: 120_000 }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyClient, async (client) => {
        expect(deviations(CLIENT, client)).toEqual([]);
        const path = `${CLIENTS}/${String(client['client_id'])}`;
        await good('POST', CLIENTS, client);
        const got = await good('GET', path);
        for (const [name, value] of sentBy(client)) {
          seen.add(name);
          if (!same(name, value, got[name]))
            throw new Error(`${name}: ${JSON.stringify(value)} became ${JSON.stringify(got[name])}`);
        }
        const { client_secret: secret } = client;
        if (secret !== undefined && client['token_endpoint_auth_method'] !== 'none') {
          expect((await desk.ask('GET', `${path}/secret`)).body.client_secret).toBe(secret);
        }
        await good('PUT', path, got);
        const { updated_at: _now, ...after } = await good('GET', path);
        const { updated_at: _then, ...before } = got;
        expect(after).toEqual(before);
        expect((await desk.ask('DELETE', path)).status).toBe(204);
      }),
      { numRuns: GENERATED },
    );
    expect(desk.hydra.violations).toEqual([]);
    // No field was left out by chance.
    expect(seen.size).toBe(51 - 6);
  });
});

describe('durations', () => {
  it('are equal if their values are', () => {
    for (const [one, other] of [
      ['1h', '1h0m0s'],
      ['90s', '1m30s'],
      ['1.5h', '90m'],
      ['1000us', '1ms'],
      ['1µs', '1us'],
      ['0s', '0h'],
    ] as const) {
      expect(sameDuration(one, other)).toBe(true);
    }
    expect(sameDuration('1h', '61m')).toBe(false);
  });

  it('match exactly the pattern in the description', () => {
    const pattern = /^([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+$/;
    const near = fc.oneof(duration, fc.string({ maxLength: 12 }), fc.stringMatching(/^[0-9.hmsnuµ ]{0,12}$/));
    fc.assert(
      fc.property(near, (given) => {
        expect(durationNs(given) !== undefined).toBe(pattern.test(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('in the published sample are accepted, although no clock could hold them', () => {
    expect(
      durationNs('173800s989083199m9629244ns0154ms50936786ms875191s233226us35633069816s66275ns134962s'),
    ).toBeDefined();
  });
});
