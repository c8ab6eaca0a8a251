/** Fields that profiles of several providers have. Data. */
import type { ProfileField } from '../../../src-shared/profile-field.ts';

const CLOUDS = 'AWS and Huawei Cloud';

export const SCOPES: ProfileField = {
  name: 'scopes',
  as: 'list',
  place: 'more',
  check: 'scopes',
  option: {
    name: 'scope',
    value: 'SCOPE',
    repeat: true,
    help: 'Scope to request',
  },
};

export const START_URL: ProfileField = {
  name: 'start_url',
  as: 'url',
  required: true,
  place: 'first',
  check: 'start-url',
  option: { name: 'start-url', value: 'URL', help: 'aws, huawei: address of the access portal' },
};

export const REGION: ProfileField = {
  name: 'region',
  place: 'first',
  check: 'region',
  option: {
    name: 'region',
    value: 'REGION',
    under: CLOUDS,
    help: 'aws, huawei: region of the Identity Center instance (aws: only if the start URL does not contain it)',
  },
};

export const ENDPOINTS: readonly ProfileField[] = [
  {
    name: 'oidc_endpoint',
    option: {
      name: 'oidc-endpoint',
      value: 'URL',
      under: CLOUDS,
      help: 'aws, huawei: another endpoint for signing in, for example in a private network',
    },
  },
  {
    name: 'portal_endpoint',
    option: {
      name: 'portal-endpoint',
      value: 'URL',
      under: CLOUDS,
      help: 'aws, huawei: another endpoint for the portal',
    },
  },
];

/** What applies only to AWS is in the help under the same heading. */
export const cloudOption = <T extends { readonly name: string }>(option: T): T & { readonly under: string } => ({
  ...option,
  under: CLOUDS,
});

export const CLOUD_ERRORS: Readonly<Record<string, string>> = {
  profile_exists: 'name',
  profile_invalid: 'start_url',
  provider_unreachable: 'start_url',
  invalid_scope: 'scopes',
};
