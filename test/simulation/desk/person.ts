/** The person at the desk: signs in when asked (or not, or late, or twice), signs out, adds, edits and removes profiles. */
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { ProfileView } from '../../../src-main/core/view.ts';
import type { AtDesk } from '../judge/at-desk.ts';
import { leave, left } from '../judge/ledger.ts';
import { inProgress } from '../judge/promises.ts';
import type { Tenant } from '../server/tenant.ts';
import { DAY, HOUR, MINUTE, SECOND, type World } from '../world/world.ts';

const MOST_PROFILES = 5;
/** The person's commands are answered within this much time awake; a command may wait for a refresh that runs into its deadline. */
const ANSWER_WITHIN_MS = 10 * MINUTE;
const NAMES: readonly [string, ...string[]] = ['work', 'lab', 'home', 'client-a', 'client-b', 'spare'];

export class Person {
  readonly #desk: AtDesk;
  readonly #world: World;
  readonly #answered = new Set<string>();

  constructor(desk: AtDesk) {
    this.#desk = desk;
    this.#world = desk.world;
  }

  start(): void {
    const every = (meanMs: number, what: () => void) => {
      const again = () =>
        void this.#world.afterAwake(this.#world.dice.waiting(meanMs), () => {
          what();
          again();
        });
      again();
    };
    every(25 * MINUTE, () => this.#tidy());
    every(3 * DAY, () => this.#withOne((agent, profile) => this.#signOut(agent, profile)));
    every(DAY, () =>
      this.#withOne((agent, profile) => this.#do(profile, 'refresh', () => agent.refresh(profile.name))),
    );
    every(DAY, () => this.#withOne((agent, profile) => this.#signIn(agent, profile)));
    every(4 * DAY, () => this.#withOne((agent, profile) => this.#edit(agent, profile)));
    every(5 * DAY, () => this.add());
    every(8 * DAY, () => this.#withOne((agent, profile) => this.#remove(agent, profile)));
  }

  /** Looks at the window and signs in where needed. */
  #tidy(): void {
    const { agent } = this.#desk;
    const view = this.#desk.view();
    if (!agent || !view) return;
    if (view.profiles.length === 0) this.add();
    for (const profile of view.profiles) {
      const { state, sign_in } = profile;
      const wants = state === 'signed-out' || state === 'needs-sign-in';
      if (wants && !inProgress(sign_in) && this.#world.dice.chance(0.8)) this.#signIn(agent, profile);
    }
    this.#checkListeners(view.profiles);
  }

  #checkListeners(profiles: readonly ProfileView[]): void {
    const waiting = profiles.filter(({ sign_in }) => inProgress(sign_in)).length;
    if (this.#desk.browser.listeners.size > waiting)
      this.#world.violate('The loopback address closes after the answer (F14).', 'a listener is left');
  }

  #withOne(what: (agent: Agent, profile: ProfileView) => void): void {
    const { agent } = this.#desk;
    const profiles = this.#desk.view()?.profiles ?? [];
    const profile = profiles[this.#world.dice.int(profiles.length)];
    if (agent && profile) what(agent, profile);
  }

  /** One command: answered in bounded time, and refused only with one of our error codes. */
  #do(profile: { name: string }, what: string, act: () => Promise<unknown>, then?: (done: boolean) => void): void {
    const { life } = this.#desk;
    let open = true;
    this.#world.note(`person: ${what}`, profile.name);
    this.#world.count(`person: ${what}`);
    const ended = (done: boolean, code: string) => {
      open = false;
      if (!life?.alive) return;
      this.#world.note(`answered: ${what} ${profile.name}`, code);
      then?.(done);
    };
    act().then(
      () => ended(true, 'ok'),
      (error: unknown) => {
        const ours = error instanceof LatchkeyError && error.code !== 'internal';
        if (!ours)
          this.#world.violate(
            'Every failure has a code of ours.',
            `${what}: ${String((error as Error).cause ?? error)}`,
          );
        ended(false, ours ? error.code : 'unknown');
      },
    );
    this.#world.afterAwake(ANSWER_WITHIN_MS, () => {
      if (open && life?.alive) this.#world.violate('A command is answered in bounded time.', `${what} ${profile.name}`);
    });
  }

  #signIn(agent: Agent, profile: ProfileView): void {
    const { dice } = this.#world;
    const { name } = profile;
    const issuer = this.#desk.tenantOf(profile)?.issuer ?? '';
    const times = dice.chance(0.15) ? dice.between(2, 5) : 1;
    for (let i = 0; i < times; i++) {
      const openBrowser = dice.chance(0.5);
      const flow = dice.pick(['device', 'browser', undefined] as const);
      if (openBrowser) this.#desk.browser.asked(issuer, 1);
      const options = { openBrowser, ...(flow && { flow }) };
      const { life } = this.#desk;
      this.#do(
        profile,
        `sign in${openBrowser ? ' with browser' : ''}`,
        () => agent.signIn(name, options),
        () => {
          if (life === this.#desk.life && openBrowser) this.#desk.browser.asked(issuer, -1);
          this.#react(name);
        },
      );
    }
  }

  /** Decides once per sign-in what to do with it. */
  #react(name: string): void {
    const profile = this.#desk.view()?.profiles.find((other) => other.name === name);
    const signIn = profile?.sign_in;
    const tenant = profile && this.#desk.tenantOf(profile);
    if (!tenant || !signIn || !inProgress(signIn) || this.#answered.has(signIn.id)) return;
    if (this.#answered.size > 50) this.#answered.clear();
    this.#answered.add(signIn.id);
    const { dice } = this.#world;
    const later = (ms: number, what: () => void) => this.#world.after(ms, what);
    const mood = dice.next();
    const answer = (approves: boolean) => () =>
      signIn.user_code
        ? this.#enterCode(tenant, signIn.user_code, approves)
        : this.#return(signIn.authorization_uri, tenant, approves);
    const thinksMs = dice.between(3, 120) * SECOND;
    // The previous sign-in is being refreshed just as the new one arrives.
    const busy = dice.chance(0.3) ? 8 : 0;
    for (let i = 0; i < busy; i++) later(thinksMs + i * 700 + dice.int(700), () => this.#refresh(name));
    if (mood < 0.8) later(thinksMs, answer(true));
    else if (mood < 0.86) later(thinksMs, answer(false));
    else if (mood < 0.92) later(dice.between(10, 60) * MINUTE, answer(true));
    else if (mood < 0.95) later(dice.between(1, 120) * SECOND, () => this.#cancel(name));
    if (dice.chance(0.1)) later(dice.between(1, 60) * SECOND, () => this.#openAgain(name, tenant));
  }

  #enterCode(tenant: Tenant, userCode: string, approves: boolean): void {
    const grant = tenant.findUserCode(userCode);
    if (grant?.state !== 'pending' || grant.endsAtMs < this.#world.trueMs) return;
    grant.state = approves ? 'approved' : 'denied';
    this.#world.note(`person ${grant.state}`, userCode);
  }

  #return(url: string | undefined, tenant: Tenant, approves: boolean): void {
    if (!url || !this.#world.awake) return;
    const asked = new URL(url).searchParams;
    const redirectUri = asked.get('redirect_uri') ?? '';
    const { browser } = this.#desk;
    const { dice } = this.#world;
    if (dice.chance(0.1)) {
      const page = browser.returnTo(redirectUri, new URLSearchParams({ state: 'guessed', code: 'planted' }));
      if (page !== undefined && page !== 'not-for-us')
        this.#world.violate('A response with a wrong state changes nothing (F17).', String(page));
    }
    const grant = approves ? tenant.authorize(asked.get('client_id') ?? '') : undefined;
    const outcome: Record<string, string> = grant ? { code: grant.code } : { error: 'access_denied' };
    const query = new URLSearchParams({ ...outcome, state: asked.get('state') ?? '', iss: tenant.issuer });
    this.#world.note('browser returns', grant ? 'with a code' : 'with an error');
    for (let times = dice.chance(0.1) ? 2 : 1; times > 0; times--) browser.returnTo(redirectUri, query);
  }

  #cancel(name: string): void {
    const { agent } = this.#desk;
    if (agent && this.#world.awake && this.#exists(name)) this.#do({ name }, 'cancel', () => agent.cancelSignIn(name));
  }

  #refresh(name: string): void {
    const { agent } = this.#desk;
    if (agent && this.#exists(name)) this.#do({ name }, 'refresh', () => agent.refresh(name));
  }

  #openAgain(name: string, tenant: Tenant): void {
    const { agent, browser, life } = this.#desk;
    if (!agent || !this.#world.awake || !this.#exists(name)) return;
    browser.again.set(tenant.issuer, (browser.again.get(tenant.issuer) ?? 0) + 1);
    browser.asked(tenant.issuer, 1);
    this.#do(
      { name },
      'open link',
      () => agent.openSignInLink(name),
      () => {
        if (life === this.#desk.life) browser.asked(tenant.issuer, -1);
      },
    );
  }

  #exists(name: string): boolean {
    return this.#desk.view()?.profiles.some((profile) => profile.name === name) === true;
  }

  #signOut(agent: Agent, profile: ProfileView): void {
    const tenant = this.#desk.tenantOf(profile);
    if (!tenant) return;
    leave(tenant);
    this.#do(
      profile,
      'sign out',
      () => agent.signOut(profile.name),
      (done) => {
        if (done) left(this.#world, tenant);
      },
    );
  }

  #edit(agent: Agent, profile: ProfileView): void {
    const tenant = this.#desk.tenantOf(profile);
    const moves = this.#world.dice.chance(0.3);
    const settings = moves
      ? { issuer: this.#desk.newTenant().issuer }
      : { scopes: [`scope-${this.#world.dice.int(9)}`] };
    if (moves && tenant) leave(tenant);
    this.#do(profile, moves ? 'edit issuer' : 'edit scopes', () => agent.editProfile(profile.name, settings));
  }

  add(): void {
    const { agent } = this.#desk;
    const profiles = this.#desk.view()?.profiles ?? [];
    if (!agent || profiles.length >= MOST_PROFILES) return;
    const name = this.#world.dice.pick(NAMES);
    const taken = profiles.some((profile) => profile.name === name);
    const profile = { name, provider: 'sim', settings: { issuer: this.#desk.newTenant().issuer } };
    this.#do(
      profile,
      'add',
      () => agent.addProfile(profile),
      (done) => {
        if (done && taken) this.#world.violate('A profile of the same name is not overwritten.', name);
      },
    );
  }

  #remove(agent: Agent, profile: ProfileView): void {
    const tenant = this.#desk.tenantOf(profile);
    if (tenant) leave(tenant);
    this.#do(
      profile,
      'remove',
      () => agent.removeProfile(profile.name),
      (done) => {
        if (done && this.#desk.storage.items.has(profile.name) && !this.#exists(profile.name))
          this.#world.violate('A removed profile leaves nothing in the vault.', profile.name);
      },
    );
  }
}

/** How long the laptop's lid stays open, and how long shut. */
export const LID = {
  openMs: [20 * MINUTE, 2 * HOUR, 5 * HOUR],
  shutMs: [MINUTE, 20 * MINUTE, 14 * HOUR, 14 * HOUR, 62 * HOUR],
} as const;
