/** The hosts of every partition, against the published test vectors, partitions and endpoint rule errors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoint, PARTITIONS, partitionOf, type Service } from '../../../src-main/providers/aws/endpoints.ts';
import { failure } from '../../support/engine/provider-world.ts';

const SPECS = join(import.meta.dirname, '../../specs/aws');
const read = (name: string): unknown => JSON.parse(readFileSync(join(SPECS, name), 'utf8'));

const Vectors = z.object({
  testCases: z.array(
    z.object({
      documentation: z.string(),
      expect: z.object({ endpoint: z.object({ url: z.string() }).optional(), error: z.string().optional() }),
      params: z
        .object({
          Region: z.string().optional(),
          UseFIPS: z.boolean().optional(),
          UseDualStack: z.boolean().optional(),
          Endpoint: z.string().optional(),
        })
        .default({}),
    }),
  ),
});
const vectors = (file: string) => Vectors.parse(read(file)).testCases;

const SERVICES: readonly [Service, string][] = [
  ['oidc', 'sso-oidc'],
  ['portal.sso', 'sso'],
];

/** The published error messages, and what ours must say in each case. */
const SAID: Readonly<Record<string, RegExp>> = {
  'Invalid Configuration: FIPS and custom endpoint are not supported': /custom endpoint and FIPS/,
  'Invalid Configuration: Dualstack and custom endpoint are not supported': /custom endpoint and dual-stack/,
  'Invalid Configuration: Missing Region': /region/,
};

describe.each(SERVICES)('the published endpoint tests for %s', (service, file) => {
  const cases = vectors(`${file}.endpoint-tests-1.json`);

  it('are all included', () => {
    expect(cases).toHaveLength(40);
  });

  it.each(cases.map((one) => [one.documentation, one] as const))('%s', async (_title, { params, expect: wanted }) => {
    const { Region: region, UseFIPS: fips, UseDualStack: dualstack, Endpoint: custom } = params;
    const resolved = async () => endpoint(service, { region, fips, dualstack, custom });
    if (wanted.error === undefined) {
      expect(await resolved()).toBe(wanted.endpoint?.url);
      return;
    }
    const error = await failure(resolved());
    expect(error.code).toBe('profile_invalid');
    expect(error.message).toMatch(SAID[wanted.error] ?? /^nothing matches this$/);
  });
});

describe('the partitions', () => {
  const Published = z.object({
    partitions: z.array(
      z.object({
        id: z.string(),
        regionRegex: z.string(),
        regions: z.record(z.string(), z.unknown()),
        outputs: z.object({
          dnsSuffix: z.string(),
          dualStackDnsSuffix: z.string(),
          supportsFIPS: z.boolean(),
          supportsDualStack: z.boolean(),
        }),
      }),
    ),
  });
  const { partitions } = Published.parse(read('partitions.json'));

  it('are those published, with their regions and suffixes; each supports FIPS and dual-stack', () => {
    expect(PARTITIONS.map(({ name }) => name)).toEqual(partitions.map(({ id }) => id));
    for (const [index, { outputs, regionRegex }] of partitions.entries()) {
      expect(PARTITIONS[index]).toMatchObject({
        suffix: outputs.dnsSuffix,
        dualStackSuffix: outputs.dualStackDnsSuffix,
      });
      expect(PARTITIONS[index]?.regions.source.replaceAll('\\-', '-')).toBe(regionRegex.replaceAll('\\-', '-'));
      expect([outputs.supportsFIPS, outputs.supportsDualStack]).toEqual([true, true]);
    }
  });

  it('know every published region', () => {
    for (const { id, regions } of partitions) {
      const real = Object.keys(regions).filter((region) => !region.endsWith('-global'));
      expect(real.map((region) => [region, partitionOf(region).name])).toEqual(real.map((region) => [region, id]));
    }
  });

  it('put an unknown region in the commercial partition', () => {
    expect(endpoint('oidc', { region: 'xy-north-1' })).toBe('https://oidc.xy-north-1.amazonaws.com');
  });
});
