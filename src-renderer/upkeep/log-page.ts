/** The newest lines of the agent's log: filtered here, copied unchanged, and reloaded while the page is open. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { LOCALE } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { LogLine } from '../../src-main/api/types.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { upkeepApi } from '../model/upkeep-api.ts';
import { explained } from '../parts/hint.ts';

const ANEW_MS = 5_000;

export class LogPage extends LitElement {
  static override properties = {
    model: { attribute: false },
    lines: { state: true },
    filter: { state: true },
    warnings: { state: true },
    failed: { state: true },
  };
  declare model: Model;
  declare lines: readonly LogLine[] | undefined;
  declare filter: string;
  declare warnings: boolean;
  declare failed: Explained | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.filter = '';
    this.warnings = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => document.hidden || void this.#load(), ANEW_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render() {
    const { lines, failed } = this;
    const shown = (lines ?? []).filter((line) => this.#wanted(line)).reverse();
    return html`<section class="sheet" aria-label=${strings.log.title}>
      <div class="log-tools">
        <div class="field">
          <label for="log-filter">${strings.log.filter}</label>
          <input
            id="log-filter"
            type="search"
            autocomplete="off"
            spellcheck="false"
            .value=${this.filter}
            @input=${({ target }: Event) => {
              if (target instanceof HTMLInputElement) this.filter = target.value;
            }}
          />
        </div>
        <label class="tick">
          <input
            type="checkbox"
            .checked=${this.warnings}
            @change=${({ target }: Event) => {
              if (target instanceof HTMLInputElement) this.warnings = target.checked;
            }}
          />
          <span>${strings.log.warnings}</span>
        </label>
        <latchkey-copy quiet .text=${shown.map(asText).join('\n')} .label=${strings.log.copy}></latchkey-copy>
      </div>
      ${failed === undefined ? nothing : html`<div class="problem" role="alert">${explained(failed)}</div>`}
      ${lines === undefined ? nothing : this.#list(shown, lines.length)}
      <p class="help">${strings.log.help}</p>
    </section>`;
  }

  #list(shown: readonly LogLine[], all: number): TemplateResult {
    if (shown.length === 0)
      return html`<p class="muted" role="status">${all === 0 ? strings.log.none : strings.log.noMatch}</p>`;
    // New lines arrive constantly; only the filter's result is announced.
    const isFiltered = this.warnings || this.filter.trim() !== '';
    return html`<p class="muted small-text" role=${isFiltered ? 'status' : nothing}>${strings.log.lines(shown.length, all)}</p>
      <ol class="log" reversed>${shown.map(row)}</ol>`;
  }

  #wanted(line: LogLine): boolean {
    if (this.warnings && line.level !== 'warn') return false;
    const text = asText(line).toLowerCase();
    return this.filter
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word));
  }

  async #load(): Promise<void> {
    try {
      this.lines = await upkeepApi.log();
      this.failed = undefined;
    } catch (thrown) {
      this.failed = asExplained(thrown);
    }
  }
}

const fieldsOf = ({ fields }: LogLine): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const asText = (line: LogLine): string => `${line.time} ${line.level} ${line.event} ${fieldsOf(line)}`.trimEnd();

function row(line: LogLine): TemplateResult {
  const at = new Date(line.time);
  const time = at.toLocaleTimeString(LOCALE, { timeStyle: 'medium' });
  return html`<li class=${line.level === 'warn' ? 'warn' : ''}>
    <time datetime=${line.time} title=${at.toLocaleString(LOCALE)}>${time}</time>
    <span lang="en">
      ${line.level === 'warn' ? html`<span class="visually-hidden">${strings.log.warn}: </span>` : nothing}<strong
        >${line.event}</strong
      >
      <span class="muted">${fieldsOf(line)}</span>
    </span>
  </li>`;
}
