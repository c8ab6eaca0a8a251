/**
 * The one window: created when it is needed, destroyed with its page when it is closed (a hidden page costs hundreds of
 * megabytes). A sandboxed page without preload; it talks to the agent by fetch like any other client.
 */
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, type Session, screen } from 'electron';
import Store from 'electron-store';
import { after } from '../base/after.ts';
import { remember } from '../base/remember.ts';
import { isWayland, whenDrawn } from './drawn.ts';
import { ORIGIN } from './harden.ts';
import { type Place, places } from './places.ts';

interface Bounds {
  x?: number;
  y?: number;
  width: number;
  height: number;
}

const DEFAULT: Bounds = { width: 420, height: 640 };
const SMALLEST = { width: 340, height: 420 };
/** The page's own color, so that nothing flashes before it has drawn. */
const BACKGROUND = { dark: '#16181a', light: '#f6f6f3' };
const number = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum }) as const;
const SCHEMA = {
  bounds: {
    type: 'object',
    additionalProperties: false,
    required: ['width', 'height'],
    properties: {
      x: number(-100_000, 100_000),
      y: number(-100_000, 100_000),
      width: number(SMALLEST.width, 10_000),
      height: number(SMALLEST.height, 10_000),
    },
  },
} as const;

export interface PageWindow {
  /** Shows the window, created if necessary: with its lock dialog, or at a profile. */
  show(place?: Place): void;
  /** The note about a missing tray, which replaces no page; false: there is no window. */
  note(): boolean;
  /** A question is waiting: on top of other windows, without taking the keyboard from someone typing. */
  ask(): void;
  /** No question is waiting: closes a window that was opened only for one. */
  answered(): void;
  /** On screen, as far as the desktop says. */
  isOpen(): boolean;
  /** Created, but not drawn yet: it opens within a second. */
  isComing(): boolean;
  /** Closes the window if there is one; its page is gone afterwards. */
  close(): void;
}

/** If the same command asks again within this time, the window would only flicker. */
const LINGER_MS = 1_000;

export function createPageWindow(own: Session): PageWindow {
  const store = new Store<{ bounds?: Bounds }>({ name: 'window', schema: SCHEMA, clearInvalidConfig: true });
  let open: BrowserWindow | undefined;
  const wanted = places();
  let asking = false;
  let coming = false;
  /** Opened only for a question. */
  let forQuestion = false;
  let leaving: NodeJS.Timeout | undefined;
  // A failed load leaves an empty window; the person closes it and opens it again.
  const load = (window: BrowserWindow): void => void window.loadURL(`${ORIGIN}/${wanted.hash()}`).catch(() => {});
  const make = (): BrowserWindow => {
    const window = new BrowserWindow(options(own, onScreen(store.get('bounds'))));
    coming = true;
    const appear = (): void => {
      coming = false;
      if (asking) raise(window);
      else window.show();
    };
    window.webContents.on('did-navigate-in-page', (_event, url) => wanted.reached(url));
    window.on('close', () => remember(() => store.set('bounds', window.getNormalBounds())));
    window.on('closed', () => {
      open = undefined;
      coming = false;
      wanted.forget();
      if (process.platform === 'darwin') app.dock?.hide();
    });
    if (process.platform === 'darwin') void app.dock?.show();
    if (isWayland()) appear();
    else whenDrawn(window, after, appear);
    load(window);
    return window;
  };
  return {
    show(place) {
      forQuestion = false;
      if (place !== undefined) wanted.go(place);
      if (open === undefined) {
        open = make();
        return;
      }
      // Within the same page: what is open in it stays.
      if (place !== undefined) load(open);
      if (open.isMinimized()) open.restore();
      open.show();
      open.focus();
    },
    note() {
      if (open === undefined) return false;
      wanted.note();
      load(open);
      return true;
    },
    ask() {
      clearTimeout(leaving);
      asking = true;
      if (open !== undefined) return raise(open);
      forQuestion = true;
      open = make();
    },
    answered() {
      asking = false;
      open?.setAlwaysOnTop(false);
      open?.flashFrame(false);
      if (forQuestion) leaving = setTimeout(() => forQuestion && open?.close(), LINGER_MS);
    },
    isOpen: () => open !== undefined && !open.isDestroyed() && open.isVisible() && !open.isMinimized(),
    isComing: () => coming && open !== undefined && !open.isDestroyed() && !open.isVisible(),
    close() {
      open?.close();
    },
  };
}

function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.showInactive();
  window.setAlwaysOnTop(true);
  window.moveTop();
  window.flashFrame(true);
}

function options(own: Session, bounds: Bounds): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Latchkey',
    icon: fileURLToPath(new URL('../assets/icon-256.png', import.meta.url)),
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    fullscreenable: false,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  };
}

/** The remembered position, unless its screen is gone; then only the size, centered. */
function onScreen(remembered: Bounds | undefined): Bounds {
  const { x, y, width, height } = remembered ?? DEFAULT;
  if (x === undefined || y === undefined) return { width, height };
  const seen = screen.getAllDisplays().some(({ workArea: area }) => {
    const overlapX = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    const overlapY = Math.min(y + height, area.y + area.height) - Math.max(y, area.y);
    return overlapX >= SMALLEST.width / 2 && overlapY >= SMALLEST.height / 2;
  });
  return seen ? { x, y, width, height } : { width, height };
}
