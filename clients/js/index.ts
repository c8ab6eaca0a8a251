/** @latchkey/client: all its exports. */
export { type ErrorCode, LatchkeyError } from './errors.ts';
export {
  type CallOptions,
  Latchkey,
  type LatchkeyOptions,
  type SignInOptions,
  type TokenOptions,
} from './latchkey.ts';
export type { Profile, Role, RoleCredentials, SignIn, Token, View } from './openapi.ts';
export { socketPath } from './socket-path.ts';
