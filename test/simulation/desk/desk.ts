/** One desk over the years: assembles the world, starts and kills the agent, and lets time pass. */

import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { createAgent } from '../../../src-main/core/agent/desk-agent.ts';
import type { LogFields } from '../../../src-main/core/ports.ts';
import type { ProfileView, View } from '../../../src-main/core/view.ts';
import { keptAudit } from '../../support/engine/kept-audit.ts';
import { quickStretch } from '../../support/engine/quick-stretch.ts';
import type { AtDesk } from '../judge/at-desk.ts';
import { inProgress, Promises } from '../judge/promises.ts';
import { Witness } from '../judge/witness.ts';
import { Browser } from '../machine/browser.ts';
import { Life } from '../machine/life.ts';
import { Storage } from '../machine/storage.ts';
import { simulatedProvider } from '../server/provider.ts';
import { type AccessTokenAtServer, SECRET_MARK } from '../server/server-types.ts';
import { Tenant } from '../server/tenant.ts';
import { drawTraits } from '../server/traits.ts';
import { Network } from '../weather/network.ts';
import { UNSEEN_MS, Weather } from '../weather/weather.ts';
import { DAY, HOUR, MINUTE, SECOND, type World } from '../world/world.ts';
import { Callers } from './callers.ts';
import { LID, Person } from './person.ts';

const HOSTS: readonly [string, ...string[]] = ['as1.example', 'as2.example', 'as3.example'];
const START_WITHIN_MS = MINUTE;
const STOP_WITHIN_MS = MINUTE;

export class Desk implements AtDesk {
  readonly world: World;
  readonly storage: Storage;
  readonly browser: Browser;
  readonly #witness: Witness;
  readonly #weather: Weather;
  readonly #network: Network;
  readonly #promises: Promises;
  readonly #callers: Callers;
  readonly #person: Person;
  readonly #tenants = new Map<string, Tenant>();
  life: Life | undefined;
  #agent: Agent | undefined;
  #started = false;
  #resumedMs = Number.NEGATIVE_INFINITY;
  #lives = 0;

  constructor(world: World) {
    this.world = world;
    this.storage = new Storage(world, (account) => this.#askWhileWriting(account));
    this.browser = new Browser(world);
    this.#witness = new Witness(world, this.storage, (tenant) => this.#showsSignIn(tenant));
    this.#weather = new Weather(world, this.storage, (what) => this.#weatherChanged(what));
    this.#network = new Network(world, this.#weather, this.#witness, (url) => this.#tenantAt(url));
    this.#promises = new Promises(this);
    this.#callers = new Callers(this);
    this.#person = new Person(this);
  }

  get agent(): Agent | undefined {
    this.world.stirred = true;
    return this.#started && this.world.awake && this.life?.alive ? this.#agent : undefined;
  }

  get forwardJumpMs(): number {
    return this.#weather.lastForwardMs;
  }

  view(): View | undefined {
    return this.agent?.view();
  }

  tenantOf(profile: ProfileView): Tenant | undefined {
    return this.#tenants.get(String(profile.settings['issuer']));
  }

  newTenant(): Tenant {
    const { dice } = this.world;
    const issuer = `https://${dice.pick(HOSTS)}/t/${this.#tenants.size}`;
    const tenant = new Tenant(this.world, issuer, drawTraits(dice));
    this.#tenants.set(issuer, tenant);
    this.world.note('new server', `${issuer} ${tenant.traits.rotation} ${tenant.traits.accessLifetimeS}`);
    return tenant;
  }

  clockUnsettled(ms: number): boolean {
    return this.world.trueMs - Math.max(this.#weather.lastJumpMs, this.#resumedMs) < ms;
  }

  isAgeless({ refresh, issuedAtMs }: AccessTokenAtServer): boolean {
    const restored = !refresh && (this.life?.bornMs ?? 0) > issuedAtMs;
    return restored && this.#weather.lastBackMs > issuedAtMs;
  }

  wantsPerson(tenant: Tenant): boolean {
    return this.#witness.watch(tenant).wantsPerson;
  }

  calm(tenant: Tenant, ms: number): boolean {
    if (this.wantsPerson(tenant)) return false;
    const quiet = this.world.trueMs - this.#witness.watch(tenant).lastTroubleMs >= ms;
    return quiet && this.#weather.calmFor(ms, new URL(tenant.issuer).host);
  }

  begin(): void {
    const { dice } = this.world;
    this.#weather.start(HOSTS, dice.pick([0.5, 1, 1, 3, 10]));
    this.#person.start();
    this.#boot();
    this.world.after(MINUTE, () => this.#person.add());
    const stays = dice.chance(0.1);
    if (!stays) this.#shutLater();
    this.#every(DAY, () => this.#crash());
    this.#every(5 * DAY, () => this.#quit());
    this.#every(12 * MINUTE, () => this.#callAtRandom());
    this.#every(2 * DAY, () => this.#administrator());
    this.#sweep();
  }

  rushAt(name: string, inMs: number): void {
    const { dice } = this.world;
    this.world.after(inMs - dice.pick([-5, 0, 1, 10, 100, 1000, 30_000]), () =>
      this.#callers.ask(name, dice.between(1, 50), dice.chance(0.3) ? dice.pick([1, 30, 300]) : undefined),
    );
  }

  #every(meanMs: number, what: () => void): void {
    this.world.afterAwake(this.world.dice.waiting(meanMs), () => {
      what();
      this.#every(meanMs, what);
    });
  }

  #sweep(): void {
    this.world.afterAwake(2 * MINUTE, () => {
      this.#callers.sweep();
      this.#sweep();
    });
  }

  #tenantAt(url: string): Tenant | undefined {
    return this.#tenants.get(url.slice(0, url.lastIndexOf('/')));
  }

  #boot(): void {
    const life = new Life(this.world, (dead, where) => this.#died(dead, where));
    this.life = life;
    this.#started = false;
    this.world.stirred = true;
    this.world.note('start', `life ${this.#lives++}`);
    const agent = createAgent(
      {
        clock: life.clock,
        fetch: this.#network.fetchFor(life),
        random: { bytes: (count) => this.world.dice.bytes(count) },
        stretch: quickStretch,
        vault: this.storage.vaultFor(life),
        profiles: this.storage.profilesFor(life),
        opener: this.browser.openerFor(life),
        audit: keptAudit(),
        loopback: this.browser.loopbackFor(life),
        log: { info: (event, fields) => this.#log(event, fields), warn: (event, fields) => this.#log(event, fields) },
      },
      [simulatedProvider],
      { version: '0.0.0-simulated', allowLoopbackHttp: false },
    );
    this.#agent = agent;
    agent.subscribe((view) => {
      if (life.alive) this.#promises.look(view);
    });
    if (this.world.dice.chance(0.1)) life.lightFuse(this.world.dice.between(1, 12), this.world.dice.chance(0.5));
    this.#bounded(life, agent.start(), START_WITHIN_MS, 'start', () => {
      this.#started = true;
      this.#weather.changed('agent started');
      if (this.world.dice.chance(0.5)) this.#callAtRandom();
    });
  }

  #bounded(life: Life, work: Promise<unknown>, withinMs: number, what: string, then: () => void): void {
    let open = true;
    work.then(
      () => {
        open = false;
        if (life.alive) then();
      },
      (error: unknown) =>
        this.world.violate('The agent starts and stops, whatever is wrong outside.', `${what}: ${String(error)}`),
    );
    this.world.afterAwake(withinMs, () => {
      if (open && life.alive) this.world.violate('The agent starts and stops in bounded time.', what);
    });
  }

  #showsSignIn(tenant: Tenant): boolean {
    const view = this.view();
    return !view || view.profiles.some((profile) => this.tenantOf(profile) === tenant && inProgress(profile.sign_in));
  }

  /** Programs ask while the answer to a refresh is being made durable. */
  #askWhileWriting(account: string): void {
    const { dice } = this.world;
    if (!dice.chance(0.05)) return;
    const inMs = this.storage.slow ? dice.between(1, 4000) : dice.between(1, 8);
    this.world.after(inMs, () => this.#callers.ask(account, dice.between(1, 3)));
  }

  #log(event: string, fields: LogFields | undefined): void {
    if (JSON.stringify([event, fields]).includes(SECRET_MARK))
      this.world.violate('Nothing leaks: no secret in the log.', event);
  }

  #died(_life: Life, where: string): void {
    this.world.note('KILLED', where);
    this.world.count('kills');
    this.#ended();
    const { dice } = this.world;
    this.world.afterAwake(dice.waiting(dice.pick([2 * SECOND, MINUTE, 3 * HOUR])), () => this.#boot());
  }

  #ended(): void {
    this.#started = false;
    this.#agent = undefined;
    this.storage.tear();
    this.browser.reborn();
    this.#witness.reborn(this.#tenants.values());
    this.#promises.reborn();
  }

  #crash(): void {
    const { dice } = this.world;
    const { life } = this;
    if (!life?.alive) return;
    if (dice.chance(0.3)) life.kill('at any time');
    else life.lightFuse(dice.between(1, 40), dice.chance(0.5));
    // Often something is in progress when the process dies.
    if (dice.chance(0.6)) this.#callAtRandom(7200);
  }

  #quit(): void {
    const { agent, life } = this;
    if (!agent || !life) return;
    this.world.note('stop', '');
    this.#started = false;
    this.#bounded(life, agent.stop(), STOP_WITHIN_MS, 'stop', () => {
      life.end();
      this.world.note('stopped', '');
      this.#ended();
      this.world.afterAwake(this.world.dice.waiting(MINUTE), () => this.#boot());
    });
  }

  #callAtRandom(minTtlS?: number): void {
    const { dice } = this.world;
    const profiles = this.view()?.profiles ?? [];
    const profile = profiles[dice.int(profiles.length)];
    if (!profile) return;
    const count = dice.chance(0.7) ? 1 : dice.chance(0.1) ? 50 : dice.between(2, 10);
    const demanded = dice.chance(0.5) ? undefined : dice.pick([1, 60, 300, 900, 1800, 7200]);
    this.#callers.ask(profile.name, count, minTtlS ?? demanded);
  }

  #administrator(): void {
    const { dice } = this.world;
    for (const profile of this.view()?.profiles ?? []) {
      const tenant = this.tenantOf(profile);
      if (!tenant || dice.chance(0.7)) continue;
      this.#witness.trouble(tenant);
      if (dice.chance(0.3)) tenant.disturbClient(dice.chance(0.3));
      else for (const family of tenant.tokens.families) tenant.tokens.end(family, 'an administrator');
    }
  }

  #weatherChanged(what: string): void {
    if (what.startsWith('agent')) return;
    if (this.world.dice.chance(0.5)) this.agent?.wake(what);
    if (this.world.dice.chance(0.3)) this.#callAtRandom();
  }

  #shutLater(): void {
    const { dice } = this.world;
    this.world.after(dice.waiting(dice.pick(LID.openMs)), () => this.#shut());
  }

  #shut(): void {
    const { dice } = this.world;
    if (this.#weather.hidesSleep) return void this.world.after(UNSEEN_MS, () => this.#shut());
    this.world.note('suspend', '');
    this.world.suspend();
    this.world.after(dice.waiting(dice.pick(LID.shutMs)), () => this.#resume());
  }

  #resume(): void {
    this.world.resume();
    this.world.note('resume', '');
    this.#resumedMs = this.world.trueMs;
    this.#weather.resumed();
    for (const { name } of this.view()?.profiles ?? [])
      if (this.world.dice.chance(0.4)) this.#callers.ask(name, this.world.dice.between(1, 50));
    this.#shutLater();
  }
}
