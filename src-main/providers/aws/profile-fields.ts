/** What a profile of AWS IAM Identity Center is configured with. Data. */
import type { ProfileFields } from '../../../src-shared/profile-field.ts';
import { CLOUD_ERRORS, cloudOption, ENDPOINTS, REGION, SCOPES, START_URL } from '../shared/profile-fields.ts';

export const AWS_FIELDS: ProfileFields = {
  kind: 'aws',
  meaning: 'AWS IAM Identity Center',
  asksNobody: true,
  fields: [
    START_URL,
    REGION,
    SCOPES,
    {
      name: 'fips',
      as: 'switch',
      place: 'more',
      option: cloudOption({ name: 'fips', help: 'aws: use the FIPS endpoints' }),
    },
    {
      name: 'dualstack',
      as: 'switch',
      place: 'more',
      option: cloudOption({ name: 'dualstack', help: 'aws: use the endpoints that have IPv6, too' }),
    },
    ...ENDPOINTS,
    {
      name: 'cache_bridge',
      as: 'switch',
      option: cloudOption({
        name: 'aws-cache-bridge',
        value: 'on|off',
        choices: ['on', 'off'],
        help: 'aws: keep ~/.aws/sso/cache filled for tools that read only that; plaintext, so off by default',
      }),
    },
  ],
  errors: CLOUD_ERRORS,
};
