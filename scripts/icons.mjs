/**
 * Draws every icon: writes assets/svg/*.svg and, with a Chromium on the machine, the PNGs made from them.
 * Run it after changing a drawing (`node scripts/icons.mjs [chromium]`); the results are committed, no build needs it.
 * States differ by shape and not only by color, and each drawing is legible on light and dark panels.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const assets = fileURLToPath(new URL('../assets/', import.meta.url));
const states = ['fine', 'soon', 'needs-you', 'offline', 'empty'];
/** Panel icons: 22 px on Linux, 18 pt on macOS, 16 px on Windows. */
const trays = {
  linux: { px: 22, scales: [1, 2], draw: tile, name: (state) => state },
  mac: { px: 18, scales: [1, 2], draw: template, name: (state) => `${state}Template` },
  windows: { px: 16, scales: [1, 1.5, 2], draw: tile, name: (state) => state },
};

/** The key on a 44 x 44 field: bow at the top right, bit at the bottom left, which leaves a corner for the badge. */
function key(colour, width = 5) {
  return `<g fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">
    <circle cx="28.5" cy="15.5" r="7.5"/><path d="M23 21 L10.5 33.5 M16.2 28 L20.6 32.4"/></g>`;
}

/** Badges: a clock, a warning triangle, a plus. `cut` is the color that shows through them. */
const badges = {
  soon: (fill, cut) =>
    `<circle cx="33" cy="33" r="9.5" fill="${fill}"/><path d="M33 27.8 V33.4 L36.6 35.6" fill="none" stroke="${cut}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`,
  'needs-you': (fill, cut) =>
    `<path d="M32 22.6 L42 40.4 H22 Z" fill="${fill}" stroke="${fill}" stroke-width="3" stroke-linejoin="round"/><path d="M32 28.6 V34" stroke="${cut}" stroke-width="3" stroke-linecap="round"/><circle cx="32" cy="38.4" r="1.9" fill="${cut}"/>`,
  empty: (fill) => `<path d="M33 26 V40 M26 33 H40" stroke="${fill}" stroke-width="4.6" stroke-linecap="round"/>`,
};
const gaps = {
  soon: '<circle cx="33" cy="33" r="12" fill="#000"/>',
  'needs-you': '<path d="M32 22.6 L42 40.4 H22 Z" fill="#000" stroke="#000" stroke-width="8" stroke-linejoin="round"/>',
  offline: '<path d="M6 6 L40 40" stroke="#000" stroke-width="10" stroke-linecap="round"/>',
  empty: '<circle cx="33" cy="33" r="11.5" fill="#000"/>',
};

function svg(content, size = 44, defs = '') {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">${defs}${content}</svg>\n`;
}

function masked(content, gap) {
  if (gap === undefined) return content;
  return `<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="44" height="44"><rect width="44" height="44" fill="#fff"/>${gap}</mask><g mask="url(#m)">${content}</g>`;
}

/** For panels of unknown color: a white key on its own tile. */
function tile(state) {
  const quiet = state === 'offline' || state === 'empty';
  const plate = `<rect x="1" y="1" width="42" height="42" rx="11" fill="${quiet ? '#6b7280' : '#0d7d70'}"/>`;
  const slash = '<path d="M6 6 L40 40" stroke="#fff" stroke-width="4" stroke-linecap="round"/>';
  if (state === 'offline') return svg(plate + masked(key('#fff'), gaps.offline) + slash);
  if (state === 'empty') return svg(plate + masked(key('#fff', 3.4), gaps.empty) + badges.empty('#fff'));
  const badge = { soon: badges.soon('#fbbf24', '#3b2500'), 'needs-you': badges['needs-you']('#f04438', '#fff') }[state];
  return svg(masked(plate + key('#fff'), gaps[state]) + (badge ?? ''));
}

/** For the macOS menu bar, which colors the shape itself: only black and transparent. */
function template(state) {
  const mark = masked(key('#000', state === 'empty' ? 3.4 : 5), gaps[state]);
  if (state === 'fine') return svg(mark);
  if (state === 'offline') {
    return svg(`${mark}<path d="M6 6 L40 40" stroke="#000" stroke-width="4" stroke-linecap="round"/>`);
  }
  if (state === 'empty') return svg(mark + badges.empty('#000'));
  const hole = `<mask id="b" maskUnits="userSpaceOnUse" x="0" y="0" width="44" height="44">${badges[state]('#fff', '#000')}</mask>`;
  return svg(`${mark}${hole}<rect width="44" height="44" mask="url(#b)"/>`);
}

/** The application icon: the tile with depth, with the usual margin. */
function appIcon() {
  const defs =
    '<defs><linearGradient id="g" x1="0" y1="0" x2="0.4" y2="1"><stop offset="0" stop-color="#23a896"/><stop offset="1" stop-color="#07564c"/></linearGradient></defs>';
  const plate = '<rect x="52" y="52" width="408" height="408" rx="92" fill="url(#g)"/>';
  const shade = `<g transform="translate(57 65) scale(9)" opacity="0.18">${key('#000', 4.6)}</g>`;
  const front = `<g transform="translate(57 58) scale(9)">${key('#fff', 4.6)}</g>`;
  return svg(plate + shade + front, 512, defs);
}

async function draw(page, source, px, file) {
  await page.setViewportSize({ width: px, height: px });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${px}px;height:${px}px}body{background:transparent}</style>${source}`,
  );
  await page.screenshot({ path: `${assets}${file}`, omitBackground: true });
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.argv[2] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  const page = await browser.newPage();
  for (const folder of ['svg', ...Object.keys(trays).map((os) => `tray/${os}`)]) {
    await mkdir(`${assets}${folder}`, { recursive: true });
  }
  for (const [os, { px, scales, draw: drawing, name }] of Object.entries(trays)) {
    for (const state of states) {
      const source = drawing(state);
      if (os !== 'windows') await writeFile(`${assets}svg/tray-${name(state)}.svg`, source);
      for (const scale of scales) {
        const suffix = scale === 1 ? '' : `@${scale}x`;
        await draw(page, source, px * scale, `tray/${os}/${name(state)}${suffix}.png`);
      }
    }
  }
  await writeFile(`${assets}svg/icon.svg`, appIcon());
  await draw(page, appIcon(), 1024, 'icon.png');
  await draw(page, appIcon(), 256, 'icon-256.png');
  await browser.close();
}

await main();
