/** Which environment variables the tools of a cloud read, by kind of provider. Data only. */
import type { RoleKeys } from './role-answer.ts';

type Names = readonly (readonly [variable: string, member: keyof RoleKeys])[];

export const VARIABLES: Readonly<Record<string, Names>> = {
  aws: [
    ['AWS_ACCESS_KEY_ID', 'accessKeyId'],
    ['AWS_SECRET_ACCESS_KEY', 'secretAccessKey'],
    ['AWS_SESSION_TOKEN', 'sessionToken'],
    ['AWS_CREDENTIAL_EXPIRATION', 'expiration'],
  ],
  huawei: [
    // The SDKs (EnvCredentialProvider in the core of those for Java, .NET and Python).
    ['HUAWEICLOUD_SDK_AK', 'accessKeyId'],
    ['HUAWEICLOUD_SDK_SK', 'secretAccessKey'],
    ['HUAWEICLOUD_SDK_SECURITY_TOKEN', 'sessionToken'],
    // The Terraform provider (huaweicloud/provider.go).
    ['HW_ACCESS_KEY', 'accessKeyId'],
    ['HW_SECRET_KEY', 'secretAccessKey'],
    ['HW_SECURITY_TOKEN', 'sessionToken'],
  ],
};
