/** Commands for a profile that can be copied. None contains a token: each fetches one when it runs. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import { hasRoles, rolesOf } from '../list/role-summary.ts';
import type { Model } from '../model/model.ts';

export interface Copy {
  readonly label: string;
  readonly text: string;
}

/** For tools that want a token. Piped, because everyone can read a command's arguments. */
function copiesOfToken(name: string): readonly Copy[] {
  const { copy } = strings.detail;
  return [
    { label: copy.curl, text: `latchkey token ${name} --header | curl -sS -H @- https://api.example.com/` },
    { label: copy.env, text: `eval "$(latchkey env ${name})"` },
    { label: copy.exec, text: `latchkey exec ${name} -- make` },
    { label: copy.kube, text: `latchkey kube-config ${name} --write --context CONTEXT` },
  ];
}

/** By kind of provider: what its own tools need. */
const OWN_OF_KIND: Readonly<Record<string, (reference: string) => readonly Copy[]>> = {
  aws: (reference) => [
    { label: strings.detail.copy.process, text: `credential_process = latchkey aws-credentials ${reference}` },
  ],
  huawei: (reference) => [{ label: strings.detail.copy.huawei, text: `latchkey huawei-credentials ${reference}` }],
};

/** Where a role's credentials come from. */
function copiesOfRole(reference: string, provider: string): readonly Copy[] {
  const { copy } = strings.detail;
  return [
    { label: copy.exec, text: `latchkey exec ${reference} -- terraform plan` },
    { label: copy.env, text: `eval "$(latchkey env ${reference})"` },
    ...(OWN_OF_KIND[provider]?.(reference) ?? []),
  ];
}

/** `role`: the chosen one, or the first. */
export function copiesFor(profile: ProfileView, role?: string): readonly Copy[] {
  if (!hasRoles(profile)) return copiesOfToken(profile.name);
  const roles = rolesOf(profile);
  const chosen = roles.find(({ name }) => name === role) ?? roles[0];
  return chosen === undefined ? [] : copiesOfRole(`${profile.name}/${chosen.name}`, profile.provider);
}

interface Choice {
  readonly role: string | undefined;
  readonly choose: (role: string) => void;
}

export function copyCard(profile: ProfileView, model: Model, { role, choose }: Choice): TemplateResult {
  const copies = copiesFor(profile, role);
  return html`<section class="card copies" aria-labelledby="detail-copy">
    <h2 id="detail-copy">${strings.detail.copyTitle}</h2>
    ${
      copies.length === 0
        ? html`<p class="muted">${strings.detail.noRoles}</p>
          <button type="button" class="button small" @click=${() => model.showRoles(profile.name)}>
            ${strings.roles.open}
          </button>`
        : html`<p class="muted small-text">${strings.detail.copyHelp}</p>
          ${roleChoice(profile, role, choose)}
          <ul class="plain-list">${copies.map(line)}</ul>`
    }
  </section>`;
}

function roleChoice(profile: ProfileView, role: string | undefined, choose: (role: string) => void) {
  const roles = rolesOf(profile);
  if (roles.length < 2) return nothing;
  return html`<div class="field">
    <label for="copy-role">${strings.detail.copyFor}</label>
    <select id="copy-role" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${roles.map(({ name }, at) => html`<option value=${name} ?selected=${role === undefined ? at === 0 : name === role}>${name}</option>`)}
    </select>
  </div>`;
}

/** Breaks only at spaces: split, two hyphens would read as another option. */
const unbroken = (text: string) =>
  text.split(' ').map((part, at) => html`${at === 0 ? '' : ' '}<span class="whole">${part}</span>`);

function line({ label, text }: Copy): TemplateResult {
  return html`<li class="copy-line">
    <div>
      <span class="copy-label">${label}</span>
      <code>${unbroken(text)}</code>
    </div>
    <latchkey-copy .text=${text} .label=${strings.detail.copyOf(label)} ?quiet=${true}></latchkey-copy>
  </li>`;
}
