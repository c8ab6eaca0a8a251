/** Who is assigned to what in the stand-in: accounts, and the agencies in each. */

export interface Agency {
  readonly agencyName: string;
  readonly agencyUrn: string;
  /** Absent: an agency that was made without one. */
  readonly permissionSetName?: string;
}

export interface Account {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  readonly agencies: readonly Agency[];
}

export interface DirectorySize {
  /** 3 by default. */
  readonly accounts?: number;
  /** In each account; 2 by default. */
  readonly agencies?: number;
}

const ACCOUNT_NAMES = ['Production', 'Staging', 'Sandbox', 'Audit', 'Log archive', 'Data', 'Network', 'Security'];
const SETS = ['AdministratorAccess', 'ReadOnlyAccess', 'PowerUserAccess', 'Billing', 'SecurityAudit', 'DatabaseAdmin'];

const nameOf = (names: readonly string[], index: number): string => {
  const round = Math.floor(index / names.length);
  return `${names[index % names.length]}${round === 0 ? '' : `-${round + 1}`}`;
};

/** The first account is “Production” with “AdministratorAccess” and “ReadOnlyAccess”. Ids have 32 hexadecimal digits. */
export function makeDirectory({ accounts = 3, agencies = 2 }: DirectorySize = {}): Account[] {
  return Array.from({ length: accounts }, (_, index) => {
    const accountId = (0x5146d03d8a00 + index).toString(16).padEnd(20, 'a').padStart(32, '0');
    return {
      accountId,
      accountName: nameOf(ACCOUNT_NAMES, index),
      emailAddress: `huawei+${index}@example.com`,
      agencies: Array.from({ length: agencies }, (_unused, at) => {
        const permissionSetName = nameOf(SETS, at);
        const agencyName = `IIC_${permissionSetName}_${index}${at}`;
        return { agencyName, agencyUrn: `iam::${accountId}:agency:${agencyName}`, permissionSetName };
      }),
    };
  });
}
