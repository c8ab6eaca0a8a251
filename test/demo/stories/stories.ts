/** The providers that the demo can play: one file each, and one line here. */
import type { Story } from '../scene.ts';
import { awsStory } from './aws.ts';
import { huaweiStory } from './huawei.ts';
import { hydraStory } from './hydra.ts';
import { oidcStory } from './oidc.ts';

/** What `--provider` takes, and how each begins. The first is the default. */
export const STORIES: Readonly<Record<string, () => Promise<Story>>> = {
  oidc: oidcStory,
  aws: awsStory,
  huawei: huaweiStory,
  hydra: hydraStory,
};
