/**
 * A screenshot with at most 256 colours, which is a third of the size: the most frequent ones stay as they are, the rest
 * (edges of letters) become the nearest of them. The browser decodes; the PNG is written here (PNG specification, third edition).
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel: red, green, blue from the high byte down; base64 of 32-bit little-endian words. */
  readonly words: string;
}

/** `page` is an empty one. */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, words } = await decode(page, png);
  const bytes = Buffer.from(words, 'base64');
  const colours = Array.from({ length: width * height }, (_, at) => bytes.readUInt32LE(at * 4));
  const palette = mostFrequent(colours, 256);
  const index = nearestIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  // The byte in front of each row stays 0: filter type None, which is best for indexed colours.
  colours.forEach((colour, at) => {
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = index(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, indexed colour.
  header.set([8, 3], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const table = Buffer.from(palette.flatMap(channels));
  const parts = [chunk('IHDR', header), chunk('PLTE', table), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function decode(page: Page, png: Buffer): Promise<Pixels> {
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser draws nothing.');
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let at = 0; at < data.length; at += 4) {
      text += String.fromCharCode(data[at + 2] ?? 0, data[at + 1] ?? 0, data[at] ?? 0, 0);
    }
    return { width, height, words: btoa(text) };
  }, png.toString('base64'));
}

const channels = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function mostFrequent(colours: readonly number[], count: number): number[] {
  const seen = new Map<number, number>();
  for (const colour of colours) seen.set(colour, (seen.get(colour) ?? 0) + 1);
  const sorted = [...seen].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other);
  return sorted.slice(0, count).map(([colour]) => colour);
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const index = known.get(colour) ?? nearest(palette, colour);
    known.set(colour, index);
    return index;
  };
}

function nearest(palette: readonly number[], colour: number): number {
  const [red, green, blue] = channels(colour);
  const distances = palette.map((one) => {
    const [r, g, b] = channels(one);
    return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
  });
  return distances.indexOf(Math.min(...distances));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
