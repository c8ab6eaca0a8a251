/** Every state of the window with the View that produces it; used by the pictures and the accessibility tests. */
import type { View } from '../../../src-main/api/types.ts';
import {
  browserSignIn,
  inS,
  preparing,
  profile,
  signedOut,
  signIn,
  view,
  withSignIn,
} from '../../support/page/views.ts';
import { ASK_STATES, type AskStep } from '../asks/states.ts';
import { DETAIL_STATES, type DetailStep } from '../detail/states.ts';
import { FORM_STATES, type FormStep } from '../form/states.ts';
import { ROLE_STATES, type RoleStep } from '../roles/states.ts';
import { UPKEEP_STATES, type UpkeepStep } from '../upkeep/states.ts';
import { FRAME_STATES, type FrameStep } from './frame-states.ts';

export interface State {
  readonly name: string;
  readonly view: View;
  /** Ended sign-ins are not shown automatically; the panel opens for the running one first. */
  readonly before?: View;
  readonly step?:
    | 'add'
    | 'edit'
    | 'remove'
    | 'menu'
    | 'die'
    | RoleStep
    | DetailStep
    | UpkeepStep
    | FormStep
    | AskStep
    | FrameStep;
}

const refused = {
  code: 'registration_disabled',
  message: 'login.example.com does not register clients.',
  hint: 'Register a client with the provider yourself and set it with --client-id.',
} as const;
const unreachable = {
  code: 'provider_unreachable',
  message: 'git.example.org could not be reached.',
  hint: 'Check the network, VPN and proxy; Latchkey retries automatically.',
} as const;
const gone = {
  code: 'sign_in_needed',
  message: 'sso.example.net ended the sign-in.',
  hint: 'Run `latchkey login lab`, or choose Sign in from the tray menu.',
} as const;
const locked = {
  code: 'vault_locked',
  message: 'The keychain is locked.',
  hint: 'Unlock your keychain and try again.',
} as const;

const code = profile({ name: 'code', display_name: 'git.example.org', expires_at: inS(3 * 3600 + 5 * 60 + 20) });
const cloud = profile({ name: 'cloud-console', display_name: 'sso.example.net', expires_at: inS(7 * 3600 + 60) });
const lab = profile({
  name: 'lab',
  display_name: 'sso.example.net',
  state: 'needs-sign-in',
  problem: gone,
  renewable: false,
});
const waiting = withSignIn(signIn());
const ended = (
  change: Parameters<typeof signIn>[0],
  more: Parameters<typeof profile>[0] = {},
): Omit<State, 'name'> => ({
  before: waiting,
  view: withSignIn(signIn(change), { state: 'signed-out', ...more }),
});

export const STATES: readonly State[] = [
  { name: 'empty', view: view([]) },
  { name: 'list-fresh', view: view([profile(), code, cloud]) },
  { name: 'list-needs-you', view: view([profile(), lab, signedOut({ name: 'spare' })], { overall: 'needs-you' }) },
  { name: 'list-offline', view: view([profile(), { ...code, problem: unreachable }], { overall: 'offline' }) },
  {
    name: 'list-mixed',
    view: view(
      [
        profile({ state: 'refreshing' }),
        profile({ name: 'short', renewable: false, expires_at: inS(260), display_name: 'id.example.io' }),
        profile({ name: 'skewed', clock_skew: 190 }),
        signedOut({ name: 'a-rather-long-profile-name.with-dots_and-underscores.0123456789' }),
      ],
      { overall: 'soon', agent: { version: '0.1.0', vault: 'memory', started_at: 0 } },
    ),
  },
  { name: 'list-menu', view: view([profile(), code]), step: 'menu' },
  {
    name: 'vault-locked',
    view: view([profile()], { agent: { version: '0.1.0', vault: 'keychain', started_at: 0, vault_problem: locked } }),
  },
  {
    name: 'list-locked-away',
    view: view([signedOut({ problem: locked })], {
      overall: 'needs-you',
      agent: { version: '0.1.0', vault: 'keychain', started_at: 0, vault_problem: locked },
    }),
  },
  { name: 'disconnected', view: view([profile(), code]), step: 'die' },
  { name: 'sign-in-preparing', view: withSignIn(preparing()) },
  { name: 'sign-in-waiting', view: waiting },
  { name: 'sign-in-slowed-down', view: withSignIn(signIn({ phase: 'slowed-down', interval: 10 })) },
  { name: 'sign-in-browser', view: withSignIn(browserSignIn()) },
  { name: 'sign-in-redeeming', view: withSignIn(signIn({ phase: 'redeeming' })) },
  { name: 'sign-in-approved', before: waiting, view: view([profile({ sign_in: signIn({ phase: 'approved' }) })]) },
  { name: 'sign-in-denied', ...ended({ phase: 'denied' }) },
  { name: 'sign-in-expired', ...ended({ phase: 'expired' }) },
  { name: 'sign-in-failed', ...ended({ phase: 'failed', error: refused }) },
  { name: 'sign-in-cancelled', ...ended({ phase: 'cancelled' }) },
  { name: 'form-add', view: view([profile()]), step: 'add' },
  {
    name: 'form-edit',
    view: view([profile({ settings: { issuer: 'https://login.example.com', client_id: 'desk' } })]),
    step: 'edit',
  },
  { name: 'remove', view: view([profile()]), step: 'remove' },
  ...ROLE_STATES,
  ...UPKEEP_STATES,
  ...FORM_STATES,
  ...ASK_STATES,
  ...DETAIL_STATES,
  ...FRAME_STATES,
];
