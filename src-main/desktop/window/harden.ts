/**
 * Turns off what a credential helper's page does not need from Chromium: navigation, new windows, permissions, webviews and
 * the network. Called before the application is ready; knows nothing about the agent.
 */
import { app, Menu, protocol, type Session, session, type WebContents } from 'electron';

export const SCHEME = 'latchkey-window';
export const ORIGIN = `${SCHEME}://app`;

/**
 * Anyone who starts Latchkey with one of these could press the window's buttons and answer its questions. No fuse removes
 * them.
 */
const REMOTE_CONTROL = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address'];

/** MUST run before `ready`: the sandbox and the scheme's privileges cannot be changed later. */
export function hardenApp(): void {
  // Latchkey itself never passes this switch. With it (as for root, whom Chromium refuses a sandbox), processes would exit
  // at once, in an endless loop; the page has no node and no preload either way.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // There are no cookies to encrypt; otherwise Chromium could open the keychain or wallet at each start, with its own prompts.
  if (process.platform === 'linux') app.commandLine.appendSwitch('password-store', 'basic');
  if (app.isPackaged) for (const name of REMOTE_CONTROL) app.commandLine.removeSwitch(name);
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => hardenContents(contents));
  // Electron's own menu has reload and the developer tools; macOS needs one for its editing shortcuts.
  const mac: Electron.MenuItemConstructorOptions[] = [
    { role: 'appMenu' },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(mac) : null);
}

function hardenContents(contents: WebContents): void {
  const deny = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', deny);
  contents.on('will-frame-navigate', deny);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The page's own session: in memory, served by `handler` alone, without permissions, network or downloads. */
export function pageSession(handler: (request: Request) => Promise<Response> | Response): Session {
  const own = session.fromPartition(SCHEME, { cache: false });
  own.protocol.handle(SCHEME, handler);
  own.setPermissionRequestHandler((_contents, permission, decide) => decide(isAllowed(permission)));
  own.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission) && isOwn(origin));
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  own.webRequest.onBeforeRequest((details, decide) =>
    decide({ cancel: !isOwn(details.url) && !isDevTools(details.url) }),
  );
  own.setSpellCheckerEnabled(false);
  return own;
}

/** For copying the user code; nothing may be read from the clipboard. */
function isAllowed(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

function isOwn(url: string): boolean {
  return url === ORIGIN || url.startsWith(`${ORIGIN}/`);
}

function isDevTools(url: string): boolean {
  return !app.isPackaged && url.startsWith('devtools://');
}
