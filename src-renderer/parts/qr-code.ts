/** A link as a QR code: one SVG path of black squares on white, in light and dark mode, because phones expect that. */
import { generate } from 'lean-qr';
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';

/** ISO/IEC 18004: four empty modules on every side. */
const QUIET = 4;

interface Drawing {
  readonly sizeModules: number;
  readonly path: string;
}

/** Undefined if the text is too long for any QR code. */
export function drawQr(text: string): Drawing | undefined {
  try {
    const bitmap = generate(text);
    let path = '';
    for (let y = 0; y < bitmap.size; y += 1) {
      for (let x = 0; x < bitmap.size; x += 1) {
        if (bitmap.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
      }
    }
    return { sizeModules: bitmap.size + 2 * QUIET, path };
  } catch {
    return undefined;
  }
}

/** The panel's clock redraws every second; the code is drawn once per link. */
let last: { text: string; drawing: Drawing | undefined } | undefined;

export function qrCode(text: string): TemplateResult | typeof nothing {
  if (last?.text !== text) last = { text, drawing: drawQr(text) };
  const drawing = last.drawing;
  if (drawing === undefined) return nothing;
  const box = `0 0 ${drawing.sizeModules} ${drawing.sizeModules}`;
  return html`<svg class="qr" viewBox=${box} role="img" aria-label=${strings.signIn.qr(text)} shape-rendering="crispEdges">
    <path class="qr-paper" d="M0 0h${drawing.sizeModules}v${drawing.sizeModules}h-${drawing.sizeModules}z" />
    <path class="qr-ink" d=${drawing.path} />
  </svg>`;
}
