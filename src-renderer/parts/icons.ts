/**
 * Small line icons in the color of the text beside them. They repeat what the text says, so they are hidden from screen
 * readers.
 */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

const PATHS = {
  key: svg`<circle cx="8" cy="12" r="4.25"/><path d="M12.25 12H21v3.5M17 12v2.5"/>`,
  plus: svg`<path d="M12 5.5v13M5.5 12h13"/>`,
  check: svg`<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.7L16 9.5"/>`,
  alert: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.25M12 16.2v.1"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.25l3.25 2"/>`,
  circle: svg`<circle cx="12" cy="12" r="9" stroke-dasharray="2.6 3.05"/>`,
  refresh: svg`<path d="M20 12a8 8 0 1 1-2.4-5.7M20 3.5v4h-4"/>`,
  offline: svg`<path d="M9.5 6.6A6 6 0 0 1 17.6 11 4 4 0 0 1 20 17.5M16 19H7.5a4.5 4.5 0 0 1-1-8.9M4 4l16 16"/>`,
  back: svg`<path d="M14.5 5.5 8 12l6.5 6.5"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 5.5v-.25a1.75 1.75 0 0 0-1.75-1.75h-8A2.25 2.25 0 0 0 3.5 5.75v8c0 .97.78 1.75 1.75 1.75h.25"/>`,
  external: svg`<path d="M13.5 4.5h6v6M19 5l-8.5 8.5M10 5H6.5A2 2 0 0 0 4.5 7v10.5a2 2 0 0 0 2 2H17a2 2 0 0 0 2-2V14"/>`,
  more: svg`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="2.75"/>`,
  shield: svg`<path d="M12 3.5 5 6v5.5c0 4.4 2.9 7.5 7 9 4.1-1.5 7-4.6 7-9V6l-7-2.5Z"/><path d="m9 12 2.2 2.1L15 10"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8.25 10.5V8a3.75 3.75 0 0 1 7.5 0v2.5M12 14.5v2"/>`,
  close: svg`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>`,
  denied: svg`<circle cx="12" cy="12" r="9"/><path d="m5.8 5.8 12.4 12.4"/>`,
  browser: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M3.5 9h17M6.75 6.8h.01M9.25 6.8h.01"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>`,
  spinner: svg`<circle cx="12" cy="12" r="8.5" opacity=".25"/><path d="M12 3.5a8.5 8.5 0 0 1 8.5 8.5"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  const className = name === 'spinner' ? 'icon spin' : 'icon';
  return html`<svg class=${className} viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
