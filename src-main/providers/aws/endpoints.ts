/**
 * Hosts of IAM Identity Center in every partition, by the services' published endpoint rules. Our own arrangement of
 * the facts in botocore's partitions.json and endpoint-rule-set-1.json of sso-oidc and sso; computes, sends nothing.
 */
import { LatchkeyError } from '../../core/errors.ts';

interface Partition {
  readonly name: string;
  readonly regions: RegExp;
  readonly suffix: string;
  readonly dualStackSuffix: string;
}

const COMMERCIAL: Partition = {
  name: 'aws',
  regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
  suffix: 'amazonaws.com',
  dualStackSuffix: 'api.aws',
};
const partition = (name: string, regions: RegExp, suffix: string, dualStackSuffix: string): Partition => ({
  name,
  regions,
  suffix,
  dualStackSuffix,
});

/** Every partition has FIPS and dual-stack hosts. */
export const PARTITIONS: readonly Partition[] = [
  COMMERCIAL,
  partition('aws-cn', /^cn-\w+-\d+$/, 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'),
  partition('aws-eusc', /^eusc-(de)-\w+-\d+$/, 'amazonaws.eu', 'api.amazonwebservices.eu'),
  partition('aws-iso', /^us-iso-\w+-\d+$/, 'c2s.ic.gov', 'api.aws.ic.gov'),
  partition('aws-iso-b', /^us-isob-\w+-\d+$/, 'sc2s.sgov.gov', 'api.aws.scloud'),
  partition('aws-iso-e', /^eu-isoe-\w+-\d+$/, 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'),
  partition('aws-iso-f', /^us-isof-\w+-\d+$/, 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'),
  partition('aws-us-gov', /^us-gov-\w+-\d+$/, 'amazonaws.com', 'api.aws'),
];

/** `oidc` issues tokens, `portal.sso` exchanges them for credentials of accounts. */
export type Service = 'oidc' | 'portal.sso';

export interface EndpointChoice {
  readonly region?: string | undefined;
  readonly fips?: boolean | undefined;
  readonly dualstack?: boolean | undefined;
  /** Replaces the computed one. */
  readonly custom?: string | undefined;
}

/** A base address without a trailing slash. Throws `profile_invalid` where the rules say error. */
export function endpoint(service: Service, { region, fips, dualstack, custom }: EndpointChoice): string {
  if (custom !== undefined) {
    if (fips) throw contradiction('FIPS');
    if (dualstack) throw contradiction('dual-stack');
    return custom.replace(/\/+$/, '');
  }
  if (!region) throw missingRegion();
  const { name, suffix, dualStackSuffix } = partitionOf(region);
  // GovCloud's plain hosts are its FIPS hosts.
  const plain = !fips || (name === 'aws-us-gov' && !dualstack);
  return `https://${service}${plain ? '' : '-fips'}.${region}.${dualstack ? dualStackSuffix : suffix}`;
}

/** As in the rules, a region that no partition knows counts as a new one of the commercial partition. */
export function partitionOf(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
}

function contradiction(what: string): LatchkeyError {
  return new LatchkeyError('profile_invalid', `A custom endpoint and ${what} cannot be set together.`, {
    hint: 'Remove one of the two settings.',
  });
}

export function missingRegion(startUrl?: string): LatchkeyError {
  const message = startUrl
    ? `The start URL ${startUrl} does not show the region of its Identity Center.`
    : 'The region of the Identity Center is not known.';
  return new LatchkeyError('profile_invalid', message, {
    hint: 'Set it with --region; it is the region of the Identity Center instance, not of your workloads.',
  });
}
