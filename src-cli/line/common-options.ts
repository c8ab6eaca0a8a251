/** Arguments and options that many commands share, in the same words everywhere. Data only. */
import type { ArgumentSpec, OptionSpec } from './command.ts';

export const PROFILE: readonly ArgumentSpec[] = [{ name: 'NAME', isProfile: true }];
export const ROLE: readonly ArgumentSpec[] = [{ name: 'NAME/ROLE', isRole: true }];

export const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON' };
export const ROLE_MIN_TTL: OptionSpec = {
  name: 'min-ttl',
  value: 'TIME',
  help: 'Minimum time the credentials must still be valid: 5m, 1h or seconds',
};
