/** Who is assigned to what in the stand-in: accounts, and the roles in each. */
export interface Account {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  readonly roles: readonly string[];
}

export interface DirectorySize {
  /** 3 by default. */
  readonly accounts?: number;
  /** In each account; 2 by default. */
  readonly roles?: number;
}

const ACCOUNT_NAMES = ['Production', 'Staging', 'Sandbox', 'Audit', 'Log archive', 'Data', 'Network', 'Security'];
const ROLE_NAMES = [
  'AdministratorAccess',
  'ReadOnlyAccess',
  'PowerUserAccess',
  'Billing',
  'ViewOnlyAccess',
  'SecurityAudit',
  'DatabaseAdministrator',
  'NetworkAdministrator',
];

const nameOf = (names: readonly string[], index: number): string => {
  const round = Math.floor(index / names.length);
  return `${names[index % names.length]}${round === 0 ? '' : `-${round + 1}`}`;
};

/** Account ids count up from 111122220000; the first is “Production” with “AdministratorAccess” and “ReadOnlyAccess”. */
export function makeDirectory({ accounts = 3, roles = 2 }: DirectorySize = {}): Account[] {
  return Array.from({ length: accounts }, (_, index) => ({
    accountId: String(111_122_220_000 + index),
    accountName: nameOf(ACCOUNT_NAMES, index),
    emailAddress: `aws+${index}@example.com`,
    roles: Array.from({ length: roles }, (_unused, role) => nameOf(ROLE_NAMES, role)),
  }));
}
