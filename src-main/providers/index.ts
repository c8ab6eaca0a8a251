/** The providers there are: add a file, add a line; the generic one last. Nobody else lists them. */
import type { Provider } from '../core/provider.ts';
import { aws } from './aws.ts';
import { huawei } from './huawei.ts';
import { hydra } from './hydra.ts';
import { oidc } from './oidc.ts';
import { sandbox } from './sandbox.ts';

// Each provider reads only settings that its own schema has passed; the engine keeps the two together.
export const providers: readonly Provider[] = [
  aws as Provider,
  huawei as Provider,
  hydra as Provider,
  sandbox as Provider,
  oidc as Provider,
];
