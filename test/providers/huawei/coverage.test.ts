/**
 * Checks the tables in docs/providers.md against Huawei Cloud's published descriptions: they list exactly the operations,
 * parameters, members and errors, the code they name handles each one, and the test they name exists.
 */
import { describe, expect, it } from 'vitest';
import {
  GATEWAY,
  IN_REFRESH,
  OIDC_NUMBERS,
  OIDC_WORDS,
  PORTAL_NUMBERS,
  PORTAL_WORDS,
} from '../../../src-main/providers/huawei/errors.ts';
import { OPERATIONS, type Operation, type Schema, type ServiceName } from '../../support/huawei/description.ts';
import { codeSaid, isUsed, rowsUnder, wrongCode, wrongTest } from '../provider-table.ts';

/** Each name with the texts of which the code must contain one. */
type Names = Map<string, readonly string[]>;

/** Adds the schema's members, each as `Schema.member` with the schema's name in the description. */
function membersOf({ resolve }: Operation, reference: Schema | undefined, names: Names): void {
  if (!reference) return;
  const schema = resolve(reference);
  const title = reference.$ref?.split('/').at(-1) ?? '';
  for (const [member, inner] of Object.entries(schema.properties ?? {})) {
    names.set(`${title}.${member}`, [member]);
    membersOf({ resolve } as Operation, inner.items ?? inner, names);
  }
}

function namesOf(service: ServiceName): Names {
  const names: Names = new Map();
  for (const operation of OPERATIONS.filter((one) => one.service === service)) {
    names.set(operation.name, [`'${operation.path}'`]);
    for (const { name } of operation.parameters) names.set(`${operation.name}.${name}`, [name]);
    membersOf(operation, operation.body, names);
    membersOf(operation, operation.answer, names);
  }
  return names;
}

describe.each([
  ['Huawei Cloud: the token service', 'oidc', 40],
  ['Huawei Cloud: the portal', 'portal', 34],
] as const)('%s in docs/providers.md', (heading, service, count) => {
  const names = namesOf(service);
  const rows = rowsUnder(heading);
  const used = rows.filter(isUsed);

  it('lists every name in the descriptions once, and no other', () => {
    expect(names.size).toBe(count);
    expect(rows.map(({ name }) => name).sort()).toEqual([...names.keys()].sort());
  });

  it('leaves out only what is not used', () => {
    const left = rows.filter((row) => !isUsed(row)).map(({ name }) => name);
    const ofTokens = [
      'ClientInfoDto.authorization_endpoint',
      'ClientInfoDto.token_endpoint',
      'CreateTokenReqBody.code',
      'CreateTokenReqBody.redirect_uri',
      'CreateTokenReqBody.scopes',
      'TokenInfoDto.id_token',
    ];
    expect(left.sort()).toEqual(
      service === 'oidc' ? ofTokens : ['AgencyInfo.description', 'PageInfoDto.current_count'],
    );
  });

  it('names code that handles each one, and tests that exist', () => {
    expect(wrongCode(used, 'huawei', (name) => names.get(name) ?? [])).toEqual([]);
    expect(wrongTest(used, 'huawei')).toEqual([]);
  });
});

describe.each([
  [
    'Huawei Cloud: refusals of the token service',
    { ...OIDC_WORDS, ...prefixed('IIC', OIDC_NUMBERS), ...prefixed('APIGW', GATEWAY) },
  ],
  ['Huawei Cloud: refusals of a refresh', IN_REFRESH],
  [
    'Huawei Cloud: refusals of the portal',
    { ...PORTAL_WORDS, ...prefixed('IIC', PORTAL_NUMBERS), ...prefixed('APIGW', GATEWAY) },
  ],
] as const)('%s in docs/providers.md', (heading, meanings) => {
  const rows = rowsUnder(heading);

  it('lists every refusal that is distinguished, with the error code it maps to', () => {
    const said = rows.map((row) => [row.name, codeSaid(row)]);
    expect(Object.fromEntries(said)).toEqual(
      Object.fromEntries(Object.entries(meanings).map(([name, { code }]) => [name, code])),
    );
    expect(rows.length).toBe(Object.keys(meanings).length);
  });

  it('names code that handles each one, and tests that exist', () => {
    expect(wrongCode(rows, 'huawei', (name) => [name.split('.').at(-1) ?? name])).toEqual([]);
    expect(wrongTest(rows, 'huawei')).toEqual([]);
  });
});

function prefixed<T>(prefix: string, numbers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(numbers).map(([number, meaning]) => [`${prefix}.${number}`, meaning]));
}
