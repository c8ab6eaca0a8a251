/** Finding profiles among many: what matches, what needs the person, and the search field. Pure except for the templates. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import { endsSoon, hasOpenSignIn, waitsForPerson } from '../../src-shared/profile-facts.ts';
import type { Model } from '../model/model.ts';
import { icon } from '../parts/icons.ts';

/** With this many profiles, the field is always shown. */
export const SEARCH_FROM = 8;
/** Problems that clear up on their own: the network, a provider's outage. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'provider_unreachable',
  'provider_error',
  'throttled',
  'tls_untrusted',
  'refresh_uncertain',
]);

/** Whether the person needs to act. Signed out is a choice. */
export function wantsYou(profile: ProfileView, nowMs: number): boolean {
  if (waitsForPerson(profile) || hasOpenSignIn(profile)) return true;
  if (profile.problem !== undefined && !TRANSIENT.has(profile.problem.code)) return true;
  return isActiveAndEndsSoon(profile, nowMs);
}

/** Only while active: nothing is shown during a refresh. */
export function isActiveAndEndsSoon(profile: ProfileView, nowMs: number): boolean {
  return profile.state === 'active' && endsSoon(profile, nowMs / 1000);
}

function textOf({ name, display_name, provider_title, identity, roles = [] }: ProfileView): string {
  const person = identity === undefined ? [] : [identity.name, identity.username, identity.email];
  const of = roles.flatMap((role) => [role.name, role.account_name, role.account_id]);
  return [name, display_name, provider_title, ...person, ...of].join('\n').toLowerCase();
}

/** Those that contain every typed word, in their order. */
export function matching(profiles: readonly ProfileView[], typed: string): readonly ProfileView[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return profiles;
  return profiles.filter((profile) => {
    const text = textOf(profile);
    return words.every((word) => text.includes(word));
  });
}

/** Undefined: no search. */
export function find(model: Model, query: string | undefined): void {
  model.update(() => {
    model.query = query;
  });
}

export const searchShown = (model: Model): boolean =>
  model.query !== undefined || (model.view?.profiles.length ?? 0) >= SEARCH_FROM;

export function searchField(model: Model, shown: number): TemplateResult | typeof nothing {
  if (!searchShown(model)) return nothing;
  const typed = model.query ?? '';
  const all = model.view?.profiles.length ?? 0;
  const told = shown === 0 ? strings.find.none(typed) : strings.find.shown(shown, all);
  return html`<search class="search">
    ${icon('search')}
    <input
      id="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      aria-label=${strings.find.label}
      placeholder=${strings.find.label}
      aria-describedby="search-told"
      .value=${typed}
      @input=${(event: InputEvent) => find(model, (event.target as HTMLInputElement).value)}
    />
    <span id="search-told" class=${typed.trim() === '' ? 'visually-hidden' : 'muted'} role="status">
      ${typed.trim() === '' ? '' : told}
    </span>
  </search>`;
}
