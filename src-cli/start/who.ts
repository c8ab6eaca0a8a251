/** Which commands start the agent when none is running, and for whom. Data only. */

/** A person's own command, or one that tools run unattended. */
export type Who = 'person' | 'helper';

/** By the name of the command; any other one says that no agent is running. */
export const STARTERS: Readonly<Record<string, Who>> = {
  login: 'person',
  'profile add': 'person',
  'profile import': 'person',
  sandbox: 'person',
  token: 'helper',
  exec: 'helper',
  env: 'helper',
  refresh: 'helper',
  roles: 'helper',
  console: 'helper',
  'aws-credentials': 'helper',
  'huawei-credentials': 'helper',
  'kube-credential': 'helper',
};
