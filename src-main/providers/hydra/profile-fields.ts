/** What a profile of an Ory Hydra is configured with: as for any OpenID provider, and its admin API. Data. */
import type { ProfileFields } from '../../../src-shared/profile-field.ts';
import { OIDC_FIELDS } from '../oidc/profile-fields.ts';

const [issuer, ...rest] = OIDC_FIELDS.fields;

export const HYDRA_FIELDS: ProfileFields = {
  ...OIDC_FIELDS,
  kind: 'hydra',
  like: 'oidc',
  meaning: 'Ory Hydra, with `latchkey clients`',
  fields: [
    issuer,
    {
      name: 'admin_url',
      as: 'url',
      place: 'more',
      check: 'admin-url',
      option: { name: 'admin-url', value: 'URL', help: 'hydra: address of the admin API, for `latchkey clients`' },
    },
    ...rest,
  ],
};
