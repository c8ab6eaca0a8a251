/**
 * Checks the tables in docs/providers.md against AWS's own models: they list exactly the operations, members and exceptions, the
 * code they name handles each one, and the test they name exists.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OIDC_MEANINGS, PORTAL_MEANINGS } from '../../../src-main/providers/aws/errors.ts';
import { codeSaid, isUsed, read, rowsUnder, wrongCode, wrongTest } from '../provider-table.ts';

const ShapeRef = z.object({ shape: z.string(), locationName: z.string().optional() });
const Model = z.object({
  operations: z.record(
    z.string(),
    z.object({ http: z.object({ requestUri: z.string() }), input: ShapeRef.optional(), output: ShapeRef.optional() }),
  ),
  shapes: z.record(
    z.string(),
    z.object({
      type: z.string(),
      members: z.record(z.string(), ShapeRef).optional(),
      member: ShapeRef.optional(),
      exception: z.boolean().optional(),
    }),
  ),
});
type Model = z.infer<typeof Model>;

/** Each name with the texts of which the code must contain one. */
type Names = Map<string, readonly string[]>;

function membersOf(model: Model, shape: string, names: Names): void {
  const { members = {}, member } = model.shapes[shape] ?? {};
  if (member) membersOf(model, member.shape, names);
  for (const [name, { shape: inner, locationName = name }] of Object.entries(members)) {
    names.set(`${shape}.${name}`, [name, locationName]);
    membersOf(model, inner, names);
  }
}

function namesIn(model: Model): Names {
  const names: Names = new Map();
  for (const [name, { http, input, output }] of Object.entries(model.operations)) {
    names.set(name, [`'${http.requestUri}'`]);
    if (input) membersOf(model, input.shape, names);
    if (output) membersOf(model, output.shape, names);
  }
  for (const [name, { exception }] of Object.entries(model.shapes)) {
    if (!exception) continue;
    names.set(name, [`${name}:`]);
    membersOf(model, name, names);
  }
  return names;
}

describe.each([
  ['AWS: the OIDC service', 'sso-oidc.service-2.json', OIDC_MEANINGS],
  ['AWS: the access portal', 'sso.service-2.json', PORTAL_MEANINGS],
] as const)('%s in docs/providers.md', (heading, file, meanings) => {
  const names = namesIn(Model.parse(JSON.parse(read(`test/specs/aws/${file}`))));
  const rows = rowsUnder(heading);
  const used = rows.filter(isUsed);

  it('lists every name in the model once, and no other', () => {
    expect(names.size).toBeGreaterThan(30);
    expect(rows.map(({ name }) => name).sort()).toEqual([...names.keys()].sort());
  });

  it('leaves out only CreateTokenWithIAM and what the model itself calls unused', () => {
    const left = rows.filter((row) => !used.includes(row)).map(({ name }) => name);
    const others = left.filter((name) => !/^(CreateTokenWithIAM|AwsAdditionalDetails)/.test(name));
    const expected = [
      'CreateTokenRequest.scope',
      'CreateTokenResponse.idToken',
      'InvalidRequestRegionException.endpoint',
    ];
    expect(others).toEqual(file.startsWith('sso-oidc') ? expected : []);
  });

  it('names code that handles each one, and tests that exist by file and title', () => {
    expect(wrongCode(used, 'aws', (name) => names.get(name) ?? [])).toEqual([]);
    expect(wrongTest(used, 'aws')).toEqual([]);
  });

  it('gives the error code that each exception maps to', () => {
    const exceptions = rows.filter(({ name }) => /^\w+Exception$/.test(name));
    const said = exceptions.map((row) => [row.name, codeSaid(row)]);
    expect(said).toEqual(exceptions.map(({ name }) => [name, meanings[name]?.code]));
  });
});
