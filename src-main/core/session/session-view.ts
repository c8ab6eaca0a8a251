/** One session as anyone may see it. */
import { present } from '../../../src-shared/present.ts';
import { isTransient, type LatchkeyError } from '../errors.ts';
import { usesOf } from '../profile.ts';
import type { RoleHolder } from '../roles/role-credentials.ts';
import { remainingMs, untilRenewalMs } from '../state/access-token.ts';
import { inDoubt, untilEndMs } from '../state/proven-life.ts';
import { refusalForThePerson } from '../state/refusal.ts';
import { signInEndsAtMs } from '../state/sign-in-end.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';
import { type ErrorView, errorView, type ProfileState, type ProfileView, type RoleView } from '../view.ts';
import type { Session } from './session.ts';

const epochS = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.floor(ms / 1000));

export function profileView(session: Session): ProfileView {
  const { profile, provider, store, settings, attempt, clockSkewS, lastRefreshAtMs } = session.state;
  const { grant } = store.record;
  return present({
    name: profile.name,
    provider: provider.kind,
    provider_title: provider.title,
    display_name: provider.displayName(settings),
    settings: profile.settings,
    state: stateOf(session),
    identity: grant?.identity,
    scope: grant?.scope,
    ...times(session),
    renewable: grant?.refreshToken !== undefined,
    signed_in_at: epochS(grant?.signedInAtMs),
    last_refresh_at: epochS(lastRefreshAtMs),
    problem: problemView(session.state),
    clock_skew: clockSkewS === 0 ? undefined : clockSkewS,
    sign_in: attempt?.view(),
    ...rolesView(session),
    ...usesOf(profile),
  });
}

export function stateOf({ state, renewal }: Session): ProfileState {
  const { grant, endedBecause } = state.store.record;
  const needed = refusalForThePerson(state) !== undefined;
  if (grant && !needed) return renewal.running || isProving(state) ? 'refreshing' : 'active';
  if (state.attempt?.inProgress) return 'awaiting-user';
  return endedBecause === undefined && !needed ? 'signed-out' : 'needs-sign-in';
}

/** Before anyone hears of an end, it is checked whether it is one. */
const isProving = (state: SessionState): boolean => inDoubt(state) && untilEndMs(state) <= 0;

function times({ state, renewal }: Session): Pick<ProfileView, 'expires_at' | 'refresh_at' | 'sign_in_ends_at'> {
  const { held, ports, renewable } = state;
  const nowMs = ports.clock.nowMs();
  const leftMs = held.published && remainingMs(held.published, ports.clock);
  return present({
    expires_at: leftMs === undefined ? undefined : epochS(nowMs + leftMs),
    refresh_at:
      renewable && !refusalForThePerson(state) ? epochS(nowMs + Math.max(0, renewal.untilDueMs())) : undefined,
    sign_in_ends_at: epochS(signInEndsAtMs(state)),
  });
}

type RolesPart = Pick<ProfileView, 'has_roles' | 'has_console' | 'roles' | 'role_listing'>;

function rolesView({ state: { provider }, roles }: Session): RolesPart {
  if (!provider.roles) return {};
  const { progress } = roles.listing;
  return present({
    has_roles: true,
    has_console: provider.roles.consoleUrl !== undefined,
    roles: [...roles.holders].map(roleView),
    role_listing: progress && present({ accounts_done: progress.accountsDone, accounts_total: progress.accountsTotal }),
  });
}

function roleView({ role, expiresAtMs, problem }: RoleHolder): RoleView {
  return present({ ...role, expires_at: epochS(expiresAtMs), problem: problem && errorView(problem) });
}

function problemView(state: SessionState): ErrorView | undefined {
  const problem = refusalForThePerson(state) ?? standingProblem(state);
  if (problem) return errorView(problem);
  // After a restart the reason is in the record.
  return state.store.record.endedBecause === undefined ? undefined : errorView(signInNeeded(state));
}

/**
 * The last failure, if anything still suffers from it. A refresh ahead of time that met passing trouble was answered with
 * it: the profile itself is well until its token is due.
 */
function standingProblem({ retry, store, held, ports }: SessionState): LatchkeyError | undefined {
  const { problem } = retry;
  const token = held.published;
  const isWell = store.loaded && !store.dirty && token !== undefined && untilRenewalMs(token, ports.clock) > 0;
  return problem && isWell && isTransient(problem) ? undefined : problem;
}

/** Why the vault does not answer, if that is what is wrong with this session. */
export function vaultProblem({ state }: Session): ErrorView | undefined {
  const problem = standingProblem(state);
  return problem?.code.startsWith('vault_') ? errorView(problem) : undefined;
}
