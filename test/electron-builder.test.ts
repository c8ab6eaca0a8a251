/** electron-builder.yml, for the systems on which no test builds: electron-builder takes all of it, and misspelt it would not. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';

type Validate = (config: unknown, log: unknown) => Promise<void>;
const required = createRequire(import.meta.url);
const { validateConfiguration } = required('app-builder-lib/out/util/config/config') as {
  validateConfiguration: Validate;
};
const { DebugLogger } = required('builder-util') as { DebugLogger: new (on: boolean) => unknown };

const read = (): Record<string, Record<string, unknown>> =>
  load(readFileSync('electron-builder.yml', 'utf8')) as Record<string, Record<string, unknown>>;
const validate = (config: unknown) => validateConfiguration(config, new DebugLogger(false));

it('is a configuration that electron-builder accepts', async () => {
  await expect(validate(read())).resolves.toBeUndefined();
});

it.each(['linux', 'mac', 'win', 'nsis', 'electronFuses'])(
  'would be refused with a wrong name under %s',
  async (part) => {
    const config = read();
    await expect(validate({ ...config, [part]: { ...config[part], notThere: true } })).rejects.toThrow(
      /does not match the API schema/,
    );
  },
);

type DesktopEntry = { readonly desktopEntry: { readonly value: Promise<string> } };
type Target = new (...parts: unknown[]) => DesktopEntry;
const { default: AppImageTarget } = required('app-builder-lib/out/targets/appimage/AppImageTarget') as {
  default: Target;
};

it('desktops 14: the AppImage’s desktop file starts Latchkey with its sandbox', async () => {
  const config = read();
  const packager = { config, platformSpecificBuildOptions: config['linux'], appInfo: { buildVersion: '1' } };
  const helper = { computeDesktopEntry: (_options: unknown, exec: string) => exec };
  const { desktopEntry } = new AppImageTarget('', packager, helper, '');
  expect(await desktopEntry.value).toBe('AppRun %U');
});

it('names files that are there', () => {
  const { mac, win, linux } = read();
  const named = [mac?.['icon'], mac?.['entitlements'], mac?.['entitlementsInherit'], win?.['icon'], linux?.['icon']];
  expect(named.filter((path) => !existsSync(String(path)))).toEqual([]);
});

/** Apple's words for what a signed program may do: no more than V8 needs. */
it('asks macOS for nothing but code made at run time', () => {
  const keys = readFileSync('assets/mac/entitlements.plist', 'utf8').match(/<key>[^<]*<\/key>/g);
  expect(keys).toEqual(['<key>com.apple.security.cs.allow-jit</key>']);
});
