/** The agent's checks with their remedies, and the diagnosis for someone who helps: shown first, then copied by hand. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { DoctorCheck } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { upkeepApi } from '../model/upkeep-api.ts';
import { explained, withCode } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';

const PROVIDER = 'provider of ';

export class DoctorPage extends LitElement {
  static override properties = {
    model: { attribute: false },
    checks: { state: true },
    checking: { state: true },
    making: { state: true },
    diagnosis: { state: true },
    failed: { state: true },
  };
  declare model: Model;
  declare checks: readonly DoctorCheck[] | undefined;
  declare checking: boolean;
  declare making: boolean;
  declare diagnosis: string | undefined;
  declare failed: Explained | undefined;

  constructor() {
    super();
    this.checking = false;
    this.making = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#check();
  }

  protected override render() {
    return html`<section class="sheet" aria-labelledby="doctor-summary">
        <div class="sheet-top">
          <h2 id="doctor-summary">${this.#summary()}</h2>
          <span class="visually-hidden" role="status">${this.#summary()}</span>
          <button type="button" class="button small" ?disabled=${this.checking} @click=${() => this.#check()}>
            ${icon(this.checking ? 'spinner' : 'refresh')}${strings.doctor.again}
          </button>
        </div>
        ${this.checks === undefined && this.failed === undefined ? html`<p class="help">${strings.doctor.checkingText}</p>` : nothing}
        ${this.failed === undefined ? nothing : html`<div class="problem" role="alert">${explained(this.failed)}</div>`}
        ${this.#list()}
      </section>
      ${this.#export()}`;
  }

  #summary(): string {
    if (this.checking || this.checks === undefined) return this.failed ? strings.doctor.wrong : strings.doctor.checking;
    const bad = this.checks.filter(({ ok }) => !ok).length;
    return bad === 0 ? strings.doctor.fine : strings.doctor.bad(bad);
  }

  #list(): TemplateResult | typeof nothing {
    if (this.checks === undefined) return nothing;
    // Failed checks first.
    const sorted = [...this.checks].sort((a, b) => Number(a.ok) - Number(b.ok));
    return html`<ul class="checks" aria-label=${strings.doctor.list}>${sorted.map(check)}</ul>`;
  }

  #export(): TemplateResult {
    const made = this.diagnosis;
    return html`<section class="sheet" aria-labelledby="doctor-export">
      <h2 id="doctor-export">${strings.doctor.export}</h2>
      <p class="help">${strings.doctor.exportText}</p>
      ${
        made === undefined
          ? html`<button type="button" class="button" ?disabled=${this.making} @click=${() => this.#make()}>
            ${this.making ? icon('spinner') : nothing}${strings.doctor.make}
          </button>`
          : html`<textarea class="diagnosis" readonly rows="12" aria-label=${strings.doctor.made} .value=${made}></textarea>
            <div class="buttons"><latchkey-copy .text=${made} .label=${strings.doctor.copy}></latchkey-copy></div>`
      }
      <p class="help">${withCode(strings.doctor.orFile)}</p>
    </section>`;
  }

  async #check(): Promise<void> {
    this.checking = true;
    try {
      this.checks = await upkeepApi.checks();
      this.failed = undefined;
    } catch (thrown) {
      this.checks = undefined;
      this.failed = asExplained(thrown);
    } finally {
      this.checking = false;
    }
  }

  async #make(): Promise<void> {
    this.making = true;
    try {
      this.diagnosis = plainJson(await upkeepApi.diagnosis(), 2);
      await this.updateComplete;
      // At its beginning, so that it gets read.
      const shown = this.querySelector('textarea');
      shown?.setSelectionRange(0, 0);
      shown?.focus();
    } catch (thrown) {
      this.model.say({ kind: 'error', ...asExplained(thrown) });
    } finally {
      this.making = false;
    }
  }
}

/** The detail is the agent's own sentence. */
function check({ name, ok, detail, hint }: DoctorCheck): TemplateResult {
  return html`<li class=${ok ? 'good' : 'bad'}>
    <span class="glyph">${icon(ok ? 'check' : 'alert')}</span>
    <div>
      <h3>${nameOf(name)}<span class="visually-hidden">: ${ok ? strings.doctor.good : strings.doctor.wrong}</span></h3>
      <p class="muted" lang="en">${detail}</p>
      ${ok || hint === undefined ? nothing : html`<p class="remedy" lang="en">${withCode(hint)}</p>`}
    </div>
  </li>`;
}

function nameOf(name: string): string {
  if (name.startsWith(PROVIDER)) return strings.doctor.provider(name.slice(PROVIDER.length));
  const names: Readonly<Record<string, string>> = strings.doctor.names;
  return names[name] ?? name;
}
