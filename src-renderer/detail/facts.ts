/** Who is signed in and where, what was granted, and what the profile is used for. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import type { Model } from '../model/model.ts';
import { icon } from '../parts/icons.ts';

type Fact = readonly [name: string, value: string | undefined];

function facts(rows: readonly Fact[]): TemplateResult {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="facts">
    ${known.map(
      ([name, value]) => html`<dt>${name}</dt>
        <dd><bdi>${value}</bdi></dd>`,
    )}
  </dl>`;
}

export function factsCard(profile: ProfileView): TemplateResult {
  const { identity, provider_title, settings } = profile;
  const set = (name: string): string | undefined => {
    const value = settings[name];
    return typeof value === 'string' ? value : undefined;
  };
  return html`<section class="card" aria-labelledby="detail-who">
    <h2 id="detail-who">${strings.detail.who}</h2>
    ${identity === undefined ? html`<p class="muted">${strings.detail.signedOut}</p>` : nothing}
    ${facts([
      [strings.detail.name, identity?.name],
      [strings.detail.username, identity?.username],
      [strings.detail.email, identity?.email],
      [strings.detail.subject, identity?.subject],
      [strings.detail.provider, provider_title],
      [strings.detail.issuer, set('issuer')],
      [strings.detail.startUrl, set('start_url')],
      [strings.detail.region, set('region')],
      [strings.detail.client, set('client_id')],
    ])}
    ${scopes(profile)}
  </section>`;
}

/** As granted, or else as requested. */
function scopesOf({ scope, settings }: ProfileView): readonly string[] {
  const asked = settings['scopes'];
  if (scope === undefined) return Array.isArray(asked) ? asked.map(String) : [];
  return scope.split(' ').filter(Boolean);
}

function scopes(profile: ProfileView): TemplateResult | typeof nothing {
  const names = scopesOf(profile);
  if (names.length === 0) return nothing;
  return html`<h3 id="detail-scopes">${strings.detail.scopes}</h3>
    <ul class="chips" aria-labelledby="detail-scopes">${names.map((name) => html`<li>${name}</li>`)}</ul>`;
}

export function usesCard(profile: ProfileView, model: Model): TemplateResult {
  const { git = [], registries = [], ask = 'never', name } = profile;
  const hosts = (used: typeof git): string =>
    used.length === 0 ? strings.detail.noHosts : used.map(({ host }) => host).join(', ');
  return html`<section class="card" aria-labelledby="detail-uses">
    <h2 id="detail-uses">${strings.detail.uses}</h2>
    ${facts([
      [strings.detail.git, hosts(git)],
      [strings.detail.registries, hosts(registries)],
      [strings.detail.asksPolicy, strings.detail.policy[ask]],
    ])}
    <button type="button" class="button small" @click=${() => model.open({ kind: 'programs', name })}>
      ${icon('shield')}${strings.programs.open}
    </button>
  </section>`;
}
