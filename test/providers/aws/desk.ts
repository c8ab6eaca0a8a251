/** A whole agent with the AWS provider on a fake clock and a scripted network that records requests; tests set its answers. */

import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { createAgent } from '../../../src-main/core/agent/desk-agent.ts';
import type { Ports } from '../../../src-main/core/ports.ts';
import type { Profile } from '../../../src-main/core/profile.ts';
import type { Provider } from '../../../src-main/core/provider/provider.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { FaultyVault } from '../../support/engine/desk.ts';
import { FakeClock } from '../../support/engine/fake-clock.ts';
import { keptAudit } from '../../support/engine/kept-audit.ts';
import { quickStretch } from '../../support/engine/quick-stretch.ts';
import { DEVICE_GRANT, START_URL } from './scripted.ts';

export const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status?: number; readonly json: Body };

export const refused = (error: string, status = 400): Answer => ({ status, json: { error } });

export class AwsDesk {
  readonly clock = new FakeClock();
  readonly vault = new FaultyVault();
  /** `register`, `start`, `poll` and `refresh`, in order. */
  readonly asked: string[] = [];
  readonly sent: Body[] = [];
  profiles: Profile[] = [];
  registrationDays = 90;
  tokens: Body = { accessToken: 'access-0', tokenType: 'Bearer', expiresIn: 3600, refreshToken: 'refresh-0' };
  poll: () => Answer = () => ({ json: this.tokens });
  refresh: (n: number, body: Body) => Answer = (n) => ({
    json: { accessToken: `access-${n}`, expiresIn: 3600, refreshToken: `refresh-${n}` },
  });
  agent: Agent = this.#newAgent();
  portal: (path: string, query: URLSearchParams) => Answer = () => refused('nothing is scripted', 500);
  /** When the portal was called, by the monotonic clock. */
  readonly portalTimes: number[] = [];
  readonly opened: string[] = [];
  #refreshes = 0;
  #registrations = 0;

  async signIn(settings: Body = {}): Promise<void> {
    if (this.profiles.length === 0) {
      await this.agent.start();
      const all = { start_url: START_URL, region: 'us-east-1', ...settings };
      await this.agent.addProfile({ name: 'work', provider: 'aws', settings: all });
    }
    await this.agent.signIn('work');
    await this.clock.advance(2_000);
  }

  async restart(): Promise<void> {
    await this.agent.stop();
    this.agent = this.#newAgent();
    await this.agent.start();
    await this.clock.advance(0);
  }

  async token(minTtlS?: number): Promise<string> {
    const { accessToken } = await this.agent.token('work', minTtlS === undefined ? {} : { minTtlS });
    return accessToken.reveal();
  }

  profile() {
    const [profile] = this.agent.view().profiles;
    if (!profile) throw new Error('no profile in the view');
    return profile;
  }

  count(what: string): number {
    return this.asked.filter((one) => one === what).length;
  }

  #answer(path: string, body: Body): Answer {
    if (path === '/client/register') {
      const clientSecretExpiresAt = Math.floor((this.clock.nowMs() + this.registrationDays * DAY_MS) / 1000);
      return this.#noted('register', body, () => {
        const n = ++this.#registrations;
        return { json: { clientId: `client-${n}`, clientSecret: `secret-${n}`, clientSecretExpiresAt } };
      });
    }
    if (path === '/device_authorization') {
      const verificationUri = 'https://device.sso.us-east-1.amazonaws.com/';
      const json = { deviceCode: 'device-code', userCode: 'ABCD-EFGH', verificationUri, expiresIn: 600, interval: 1 };
      return this.#noted('start', body, () => ({ json }));
    }
    if (body['grantType'] === DEVICE_GRANT) return this.#noted('poll', body, () => this.poll());
    if (body['grantType'] === 'refresh_token') {
      return this.#noted('refresh', body, () => this.refresh(++this.#refreshes, body));
    }
    throw new TypeError(`nothing is scripted for ${path}`);
  }

  #noted(what: string, body: Body, answer: () => Answer): Answer {
    this.asked.push(what);
    this.sent.push(body);
    return answer();
  }

  #newAgent(): Agent {
    return createAgent(this.#ports(), [aws as Provider], { version: '0.0.0', allowLoopbackHttp: false });
  }

  #ports(): Ports {
    let random = 0;
    return {
      clock: this.clock,
      random: { bytes: (count) => new Uint8Array(count).fill(++random % 256) },
      stretch: quickStretch,
      vault: this.vault,
      fetch: async (url, init) => {
        const { host, pathname, searchParams } = new URL(url);
        if (host === 'portal.sso.us-east-1.amazonaws.com') {
          this.portalTimes.push(this.clock.monotonicMs());
          const { status = 200, json } = this.portal(pathname, searchParams);
          return Response.json(json, { status });
        }
        if (host !== 'oidc.us-east-1.amazonaws.com') throw new TypeError(`nothing is at ${host}`);
        const { status = 200, json } = this.#answer(pathname, JSON.parse(String(init?.body)));
        return Response.json(json, { status });
      },
      profiles: {
        load: async () => this.profiles,
        save: async (profiles) => {
          this.profiles = [...profiles];
        },
      },
      opener: { open: async (url) => void this.opened.push(url) },
      audit: keptAudit(),
      loopback: { listen: () => Promise.reject(new Error('no browser here')) },
      log: { info: () => undefined, warn: () => undefined },
    };
  }
}
