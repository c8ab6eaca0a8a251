/** What profiles of each kind are configured with, the usual kind first: the window and the command line draw these. Data. */
import type { ProfileFields } from '../../src-shared/profile-field.ts';
import { AWS_FIELDS } from './aws/profile-fields.ts';
import { HUAWEI_FIELDS } from './huawei/profile-fields.ts';
import { HYDRA_FIELDS } from './hydra/profile-fields.ts';
import { OIDC_FIELDS } from './oidc/profile-fields.ts';

export const PROFILE_FIELDS: readonly [ProfileFields, ...ProfileFields[]] = [
  OIDC_FIELDS,
  AWS_FIELDS,
  HUAWEI_FIELDS,
  HYDRA_FIELDS,
];
