/** On the settings page: when to ask about stored logins, and the programs that may always have one. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { AskPolicy, SettingsPatch, SettingsResponse } from '../../src-main/api/types.ts';
import { plainPath } from '../model/waiting-asks.ts';
import { type Control, choice } from './settings-fields.ts';

const POLICIES: readonly AskPolicy[] = ['never', 'new', 'always'];

type Allowed = NonNullable<SettingsResponse['logins_allowed']>;
type Change = (name: string, patch: SettingsPatch) => Promise<boolean>;

export const policies = POLICIES.map((policy) => [policy, strings.programs.policy[policy]] as const);

export function loginSettings(
  { ask_logins = 'never', logins_allowed = [] }: SettingsResponse,
  control: Control,
  change: Change,
): TemplateResult {
  const take = (value: string) => change(control.name, { ask_logins: value === 'never' ? null : (value as AskPolicy) });
  const forget = (one: Allowed[number]) => {
    const kept = logins_allowed.filter((other) => other !== one);
    void change(control.name, { logins_allowed: kept.length === 0 ? null : kept });
  };
  return html`${choice(control, policies, ask_logins, take)}
  ${logins_allowed.length === 0 ? nothing : allowedList(logins_allowed, forget)}`;
}

function allowedList(allowed: Allowed, forget: (one: Allowed[number]) => void): TemplateResult {
  return html`<h3 id="logins-allowed">${strings.programs.remembered}</h3>
    <ul class="programs" aria-labelledby="logins-allowed">
      ${allowed.map((one) => allowedProgram(one, () => forget(one)))}
    </ul>`;
}

function allowedProgram({ program, host }: Allowed[number], forget: () => void): TemplateResult {
  const path = plainPath(program);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const what = strings.programs.forRole(host);
  return html`<li>
    <div>
      <strong><bdi>${name}</bdi></strong> <span class="muted">${what}</span>
      <code class="muted">${path}</code>
    </div>
    <button type="button" class="button small" aria-label=${strings.programs.forgetOf(name, what)} @click=${forget}>
      ${strings.programs.forget}
    </button>
  </li>`;
}
