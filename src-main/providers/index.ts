/** The list of providers: add a folder, add a line, here and in profile-fields.ts beside it. The generic one is last. */
import type { Provider } from '../core/provider/provider.ts';
import { aws } from './aws/provider.ts';
import { huawei } from './huawei/provider.ts';
import { hydra } from './hydra/provider.ts';
import { oidc } from './oidc/provider.ts';
import { sandbox } from './sandbox.ts';

// Each provider reads only settings that its own schema has passed; the engine keeps the two together.
export const providers: readonly Provider[] = [
  aws as Provider,
  huawei as Provider,
  hydra as Provider,
  sandbox as Provider,
  oidc as Provider,
];
