/** A whole agent with the Huawei Cloud provider and the strict stand-in, in one process and on one fake clock. */

import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { createAgent } from '../../../src-main/core/agent/desk-agent.ts';
import type { Ports } from '../../../src-main/core/ports.ts';
import type { Profile } from '../../../src-main/core/profile.ts';
import type { Provider } from '../../../src-main/core/provider/provider.ts';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { FaultyVault } from '../../support/engine/desk.ts';
import { FakeClock } from '../../support/engine/fake-clock.ts';
import { keptAudit } from '../../support/engine/kept-audit.ts';
import { quickStretch } from '../../support/engine/quick-stretch.ts';
import { serve } from '../../support/huawei/service.ts';
import { type HuaweiServerOptions, HuaweiState } from '../../support/huawei/state.ts';
import { GOOD } from './wire.ts';

export class HuaweiDesk {
  readonly clock = new FakeClock();
  readonly vault = new FaultyVault();
  readonly state: HuaweiState;
  /** The path of each request, in order. */
  readonly asked: string[] = [];
  profiles: Profile[] = [];
  agent: Agent;

  constructor(options: HuaweiServerOptions = {}) {
    this.state = new HuaweiState({ now: () => this.clock.nowMs(), ...options });
    this.state.oidcUrl = 'https://oidc.cn-north-4.myhuaweicloud.com';
    this.state.startUrls = [GOOD.start_url];
    this.agent = this.#newAgent();
  }

  async withProfile(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.agent.start();
    await this.agent.addProfile({ name: 'work', provider: 'huawei', settings: { ...GOOD, ...changes } });
  }

  /** Signs in; the person approves at once. */
  async signIn(): Promise<void> {
    await this.agent.signIn('work');
    for (const device of this.state.devices.values()) if (device.state === 'pending') device.state = 'approved';
    await this.clock.advance(2_000);
  }

  async restart(): Promise<void> {
    await this.agent.stop();
    this.agent = this.#newAgent();
    await this.agent.start();
    await this.clock.advance(0);
  }

  profile() {
    const [profile] = this.agent.view().profiles;
    if (!profile) throw new Error('no profile in the view');
    return profile;
  }

  count(path: string): number {
    return this.asked.filter((one) => one === path).length;
  }

  #newAgent(): Agent {
    return createAgent(this.#ports(), [huawei as Provider], { version: '0.0.0', allowLoopbackHttp: false });
  }

  #answer(url: string, init: RequestInit = {}): Response {
    const { host, pathname, searchParams } = new URL(url);
    const service = host.startsWith('oidc.') ? 'oidc' : 'portal';
    this.asked.push(pathname);
    const request = {
      method: init.method ?? 'GET',
      path: pathname,
      query: searchParams,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? init.body : '',
      form: new URLSearchParams(),
    };
    const { status, body } = serve(service, { state: this.state, exercised: new Set() }, request);
    const headers = { date: new Date(this.state.nowMs()).toUTCString() };
    return new Response(body === undefined ? '' : JSON.stringify(body), { status, headers });
  }

  #ports(): Ports {
    let random = 0;
    return {
      clock: this.clock,
      random: { bytes: (count) => new Uint8Array(count).fill(++random % 256) },
      stretch: quickStretch,
      vault: this.vault,
      fetch: async (url, init) => this.#answer(url, init),
      profiles: {
        load: async () => this.profiles,
        save: async (profiles) => {
          this.profiles = [...profiles];
        },
      },
      opener: { open: async () => undefined },
      audit: keptAudit(),
      loopback: { listen: () => Promise.reject(new Error('no browser here')) },
      log: { info: () => undefined, warn: () => undefined },
    };
  }
}
