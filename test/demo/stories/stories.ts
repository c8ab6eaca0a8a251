/** The providers that the demo can play: a file each, and a line here. */
import type { Story } from '../scene.ts';
import { awsStory } from './aws.ts';
import { huaweiStory } from './huawei.ts';
import { hydraStory } from './hydra.ts';
import { oidcStory } from './oidc.ts';

/** What `--provider` takes, and how each begins; the first one is played when nothing is said. */
export const STORIES: Readonly<Record<string, () => Promise<Story>>> = {
  oidc: oidcStory,
  aws: awsStory,
  huawei: huaweiStory,
  hydra: hydraStory,
};
