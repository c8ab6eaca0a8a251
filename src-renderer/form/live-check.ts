/**
 * Asks the agent, while a person fills in the form, whether the provider is reachable: after a pause, only the newest
 * question, and never in the way. Nothing is said about what cannot be asked, and saving does not wait.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { CheckRequest, CheckResponse, Flow } from '../../src-main/api/types.ts';
import { firstRunApi } from '../model/first-run-api.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import type { Values } from './checks.ts';
import { checkFields, fieldOfError, fieldsOf, type ProviderKind } from './provider-kinds.ts';
import { addRequest } from './request.ts';

const PAUSE_MS = 600;
/** What a check does not need: it does not use the client. */
const NOT_NEEDED = ['name', 'client_id', 'client_secret'];

type Found = 'looking' | CheckResponse | undefined;

export class LiveCheck {
  readonly #changed: () => void;
  #asked = '';
  #kind: ProviderKind | undefined;
  #found: Found;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Called after each change in the form. */
  look(kind: ProviderKind, values: Values): void {
    const request = askable(kind, values);
    const asked = request === undefined ? '' : JSON.stringify(request);
    if (asked === this.#asked) return;
    this.stop();
    this.#asked = asked;
    this.#kind = kind;
    if (request !== undefined) this.#timer = setTimeout(() => void this.#ask(request), PAUSE_MS);
    this.#changed();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
    this.#found = undefined;
    this.#asked = '';
  }

  async #ask(request: CheckRequest): Promise<void> {
    const own = new AbortController();
    this.#running = own;
    this.#found = 'looking';
    this.#changed();
    const found = await firstRunApi.check(request, own.signal).catch(() => undefined);
    if (own.signal.aborted) return;
    this.#found = found;
    this.#changed();
  }

  /** What is known about this field, in place of its help; undefined if nothing is. */
  at(field: string): TemplateResult | undefined {
    const [found, kind] = [this.#found, this.#kind];
    if (found === undefined || kind === undefined || field !== fieldOf(kind, found)) return undefined;
    if (found === 'looking') return html`<p class="live">${icon('spinner')}<span>${strings.live.looking}</span></p>`;
    if (found.problem !== undefined) {
      return html`<div class="live warn">${icon('alert')}<div>${explained(found.problem)}</div></div>`;
    }
    return html`<p class="live good">${icon('check')}<span>${goodNews(kind, found)}</span></p>`;
  }

  /** For people who do not see it. */
  spoken(): TemplateResult {
    const [found, kind] = [this.#found, this.#kind];
    const told = found !== undefined && found !== 'looking' && kind !== undefined;
    return html`<div class="visually-hidden" role="status">
      ${told ? (found.problem ? explained(found.problem) : goodNews(kind, found)) : nothing}
    </div>`;
  }
}

/** Undefined: there is nothing to ask about, or the input cannot be right. */
function askable(kind: ProviderKind, values: Values): CheckRequest | undefined {
  const address = addressField(kind);
  const row = fieldsOf(kind).find(({ name }) => name === address);
  const isGiven = (values[address ?? ''] ?? '').trim() !== '' || row?.placeholder?.(values) !== undefined;
  const wrong = Object.keys(checkFields(kind, values)).filter((name) => !NOT_NEEDED.includes(name));
  if (row === undefined || !isGiven || wrong.length > 0) return undefined;
  const { provider, settings } = addRequest(kind, values);
  const { client_id: _unneeded, ...rest } = settings;
  return { provider, settings: rest };
}

/** The field that shows the result: an unreachable provider is about its address. */
const addressField = ({ errors }: ProviderKind): string | undefined => errors['provider_unreachable'];

function fieldOf(kind: ProviderKind, found: Exclude<Found, undefined>): string | undefined {
  const problem = found === 'looking' ? undefined : found.problem;
  return (problem && fieldOfError(kind, problem)) ?? addressField(kind);
}

function goodNews(kind: ProviderKind, { display_name: name = '', flows = [] }: CheckResponse): string {
  const ways = flows.map((flow: Flow) => strings.live.way[flow]);
  return kind.asksNobody ? strings.live.looksGood(ways) : strings.live.answers(name, ways);
}
