/**
 * The View as a limited door shows it: the profiles that it is for, each with its state and nothing about its settings,
 * person, sign-in or uses. A member that is not named here is not shown, including any added later.
 */
import { present } from '../../../src-shared/present.ts';
import { waitsForPerson } from '../../../src-shared/profile-facts.ts';
import { ERRORS } from '../../core/errors.ts';
import type { Overall, ProfileView, View } from '../../core/view.ts';

/** `only`: names of profiles, and of roles as `work/prod-admin`. */
export function limitedView(view: View, only: ReadonlySet<string>): View {
  const profiles = view.profiles.flatMap((profile) => limitedProfile(profile, only));
  const { version, vault, started_at, locked } = view.agent;
  return {
    overall: overall(profiles),
    profiles,
    agent: present({ version, vault, started_at, locked }),
  };
}

function limitedProfile(profile: ProfileView, only: ReadonlySet<string>): ProfileView[] {
  const { name } = profile;
  const isWhole = only.has(name);
  const roles = profile.roles?.filter((role) => isWhole || only.has(`${name}/${role.name}`));
  if (!isWhole && !roles?.length) return [];
  return [
    present({
      name,
      provider: profile.provider,
      provider_title: profile.provider_title,
      display_name: profile.display_name,
      settings: {},
      state: profile.state,
      renewable: profile.renewable,
      expires_at: profile.expires_at,
      problem: profile.problem,
      has_roles: profile.has_roles,
      roles,
    }),
  ];
}

/** Of these profiles only: the agent's own state would show how the others are. */
function overall(profiles: readonly ProfileView[]): Overall {
  if (profiles.length === 0) return 'empty';
  const codes = profiles.flatMap(({ problem }) => (problem === undefined ? [] : [problem.code]));
  const waits = profiles.some(waitsForPerson);
  if (waits || codes.some((code) => ERRORS[code].status !== 503)) return 'needs-you';
  return codes.length > 0 ? 'offline' : 'fine';
}
