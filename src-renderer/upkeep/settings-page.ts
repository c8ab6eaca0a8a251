/** The program's settings as one page. Each change applies at once; a refusal is shown at its control. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { LANGUAGES } from '../../src-languages/index.ts';
import { strings } from '../../src-languages/window.ts';
import type { AskPolicy, SettingsPatch, SettingsResponse } from '../../src-main/api/types.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { upkeepApi } from '../model/upkeep-api.ts';
import { explained, withCode } from '../parts/hint.ts';
import { loginSettings, policies } from './login-settings.ts';
import { type Control, choice, line, tick } from './settings-fields.ts';

export class SettingsPage extends LitElement {
  static override properties = {
    model: { attribute: false },
    settings: { state: true },
    failed: { state: true },
  };
  declare model: Model;
  declare settings: SettingsResponse | undefined;
  /** `name`: the control's; empty: the page itself could not be loaded. */
  declare failed: { readonly name: string; readonly error: Explained } | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.#again);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.#again);
  }

  /** They may have been changed in a terminal. What is being typed stays. */
  readonly #again = (): void => {
    if (this.settings === undefined) return;
    const take = (settings: SettingsResponse): void => {
      this.settings = settings;
    };
    upkeepApi.settings().then(take, () => undefined);
  };

  protected override render() {
    const { settings, failed } = this;
    if (settings !== undefined) return this.#page(settings);
    if (failed === undefined) return html`<p class="muted">${strings.upkeep.loading}</p>`;
    return html`<section class="banner bad" role="alert">
      ${explained(failed.error)}
      <button type="button" class="button" @click=${() => this.#load()}>${strings.upkeep.retry}</button>
    </section>`;
  }

  #page(settings: SettingsResponse): TemplateResult {
    const { problem } = settings.about;
    return html`${problem === undefined ? nothing : html`<section class="banner bad">${explained(problem)}</section>`}
    ${section('general', strings.settings.general, this.#general(settings))}
    ${section('notices', strings.settings.notices, this.#notices(settings))}
    ${section('new-profiles', strings.settings.newProfiles, this.#newProfiles(settings))}
    ${section('logins', strings.settings.logins, this.#logins(settings))}
    ${section('network', strings.settings.network, this.#network(settings))}
    ${section('vault', strings.settings.vault, vault(settings))}
    <p class="muted small-text kept-in">${strings.settings.file} <code>${settings.about.file}</code></p>`;
  }

  #general(settings: SettingsResponse): TemplateResult {
    const { language = 'system', start_at_login = false, start_when_needed = true, about } = settings;
    const names = Object.entries(LANGUAGES).map(([tag, { name }]) => [tag, name] as const);
    const languages = [['system', strings.settings.system], ...names] as const;
    const login = about.can_start_at_login
      ? tick(
          this.#control('start_at_login', strings.settings.startAtLogin, strings.settings.startAtLoginHelp),
          start_at_login,
          (on) => this.#change('start_at_login', { start_at_login: on || null }),
        )
      : html`<p class="help">${strings.settings.noStartAtLogin}</p>`;
    return html`${choice(this.#control('language', strings.settings.language), languages, language, (value) =>
      this.#changeLanguage(value === 'system' ? null : (value as SettingsPatch['language'])),
    )}
    ${login}
    ${tick(
      this.#control('start_when_needed', strings.settings.startWhenNeeded, strings.settings.startWhenNeededHelp),
      start_when_needed,
      (on) => this.#change('start_when_needed', { start_when_needed: on ? null : false }),
    )}`;
  }

  #notices({ notices = {} }: SettingsResponse): TemplateResult {
    const one = (name: 'ending' | 'failed' | 'asked', help?: string) =>
      tick(this.#control(`notices-${name}`, strings.settings[name], help), notices[name] ?? true, (on) =>
        this.#change(`notices-${name}`, { notices: { [name]: on ? null : false } }),
      );
    return html`${one('ending')} ${one('failed')} ${one('asked', strings.settings.askedHelp)}`;
  }

  #newProfiles({ ask = 'never' }: SettingsResponse): TemplateResult {
    const control = this.#control('ask', strings.settings.ask, strings.programs.policyHelp[ask]);
    return choice(control, policies, ask, (value) =>
      this.#change('ask', { ask: value === 'never' ? null : (value as AskPolicy) }),
    );
  }

  #logins(settings: SettingsResponse): TemplateResult {
    const control = this.#control('ask_logins', strings.settings.askLogins, strings.settings.askLoginsHelp);
    return loginSettings(settings, control, (name, patch) => this.#change(name, patch));
  }

  #network({ proxy = '', ca_file = '', about: { environment } }: SettingsResponse): TemplateResult {
    const note = (variable: string, value: string | undefined) =>
      value === undefined ? undefined : strings.settings.fromEnvironment(variable, value);
    return html`${line(
      this.#control('proxy', strings.settings.proxy, strings.settings.proxyHelp),
      proxy,
      (value) => this.#change('proxy', { proxy: value || null }),
      note('HTTPS_PROXY', environment.proxy),
    )}
    ${line(
      this.#control('ca_file', strings.settings.caFile, strings.settings.caFileHelp),
      ca_file,
      (value) => this.#change('ca_file', { ca_file: value || null }),
      note('LATCHKEY_CA_FILE', environment.ca_file),
    )}`;
  }

  #control(name: string, label: string, help?: string): Control {
    const error = this.failed?.name === name ? this.failed.error : undefined;
    return { name, label, help, error, disabled: this.model.lost !== undefined };
  }

  async #load(): Promise<void> {
    this.failed = undefined;
    try {
      this.settings = await upkeepApi.settings();
    } catch (thrown) {
      this.failed = { name: '', error: asExplained(thrown) };
    }
  }

  /** True if it applies. A refused value stays in its field to be fixed; a checkbox or a choice goes back. */
  async #change(name: string, patch: SettingsPatch): Promise<boolean> {
    try {
      this.settings = await upkeepApi.change(patch);
      this.failed = undefined;
      this.model.sayDone(strings.settings.saved);
      return true;
    } catch (thrown) {
      this.failed = { name, error: inOwnWords(patch, asExplained(thrown)) };
      return false;
    }
  }

  /** All of the page's words are read once, at its start. */
  async #changeLanguage(language: SettingsPatch['language']): Promise<boolean> {
    if (!(await this.#change('language', { language: language ?? null }))) return false;
    history.replaceState(null, '', `${location.pathname}#settings`);
    location.reload();
    return true;
  }
}

/** The agent's own hint for invalid input is meant for programs. */
function inOwnWords({ proxy, ca_file }: SettingsPatch, error: Explained): Explained {
  if (error.code !== 'request_malformed') return error;
  const { proxyPassword, proxyWrong, caFileWrong } = strings.settings;
  if (typeof proxy === 'string')
    return { message: /^https?:\/\/[^/]*@/.test(proxy) ? proxyPassword : proxyWrong, hint: '' };
  return typeof ca_file === 'string' ? { message: caFileWrong, hint: '' } : error;
}

function section(id: string, title: string, content: TemplateResult): TemplateResult {
  return html`<section class="sheet" aria-labelledby="settings-${id}">
    <h2 id="settings-${id}">${title}</h2>
    ${content}
  </section>`;
}

function vault({ about }: SettingsResponse): TemplateResult {
  return html`<p>${strings.settings.vaultKind[about.vault]}</p>
    <p class="help">${withCode(strings.settings.vaultHow)}</p>`;
}
