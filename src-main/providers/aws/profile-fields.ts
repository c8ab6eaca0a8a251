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
      option: cloudOption({ name: 'dualstack', help: 'aws: use the endpoints that also have IPv6' }),
    },
    ...ENDPOINTS,
    {
      name: 'sso_session',
      option: cloudOption({
        name: 'aws-sso-session',
        value: 'NAME',
        help: "aws: the sso-session's name for --aws-cache-bridge, if it is not the profile's",
      }),
    },
    {
      name: 'cache_bridge',
      as: 'switch',
      option: cloudOption({
        name: 'aws-cache-bridge',
        value: 'on|off',
        choices: ['on', 'off'],
        help: 'aws: also write the token to ~/.aws/sso/cache, for tools that read only that; plaintext, so off by default',
      }),
    },
  ],
  errors: CLOUD_ERRORS,
};
