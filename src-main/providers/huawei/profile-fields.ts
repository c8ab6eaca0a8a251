/** What a profile of Huawei Cloud IAM Identity Center is configured with. Data. */
import type { ProfileFields } from '../../../src-shared/profile-field.ts';
import { CLOUD_ERRORS, ENDPOINTS, REGION, SCOPES, START_URL } from '../shared/profile-fields.ts';

export const HUAWEI_FIELDS: ProfileFields = {
  kind: 'huawei',
  meaning: 'Huawei Cloud IAM Identity Center',
  asksNobody: true,
  fields: [START_URL, { ...REGION, required: true, check: 'needed-region' }, SCOPES, ...ENDPOINTS],
  errors: CLOUD_ERRORS,
};
