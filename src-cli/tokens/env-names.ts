/**
 * The environment variables that cloud tools read, by kind of provider; those that name an endpoint instead of holding
 * keys; and those that the tools would prefer to ours (docs/exec.md has the order and its sources). Data only.
 */
import type { RoleKeys } from '../roles/role-answer.ts';

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

export interface EndpointNames {
  readonly url: string;
  readonly authorization: string;
  readonly regions: readonly string[];
}

/** The clouds whose tools ask an endpoint for credentials, and ask again when those expire. */
export const ENDPOINTS: Readonly<Record<string, EndpointNames>> = {
  aws: {
    url: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    authorization: 'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    regions: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  },
};

/** Taken out of the environment, unless they are those that we set. */
export const CONFLICTS: Readonly<Record<string, readonly string[]>> = {
  aws: [
    // A profile in the config file: the SDK for JavaScript prefers it even to keys.
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    // Keys, under their current and former names.
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_ACCESS_KEY',
    'AWS_SECRET_KEY',
    'AWS_SECURITY_TOKEN',
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_CREDENTIAL_SCOPE',
    'AWS_ACCOUNT_ID',
    // A role assumed with a token from a file.
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    // Key files that botocore still prefers to an endpoint.
    'AWS_CREDENTIAL_FILE',
    'BOTO_CONFIG',
    // Another endpoint, or another value for it: which of two wins differs between SDKs.
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ],
};

/** Lists what `latchkey env` has set in a shell, so that `--unset` undoes that and nothing else. */
export const MARKER = 'LATCHKEY_VARIABLES';
