/** Lets text without spaces (links, host names) break where a person would break it. The text stays the same. */
import { html, type TemplateResult } from 'lit';

const PLACES = /(?<=[/?&.=])(?=[^/])/u;
const HAS_PLACES = /[-./]\S/u;

/** `https://` `login.` `example.` `com/` `device`. */
export function breakable(text: string): TemplateResult {
  const [first, ...rest] = text.split(PLACES);
  return html`${first}${rest.map((part) => html`<wbr />${part}`)}`;
}

/** A sentence with names: one such as `lab-14` or `login.example.com` stays whole if it fits on a line. */
export function withNames(sentence: string): TemplateResult {
  const words = sentence.split(/(?<= )/u);
  return html`${words.map((word) => (HAS_PLACES.test(word) ? whole(word) : word))}`;
}

const whole = (word: string): TemplateResult =>
  html`<span class="whole">${breakable(word.trimEnd())}</span>${word.endsWith(' ') ? ' ' : ''}`;
