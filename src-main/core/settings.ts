/**
 * What a person sets for the whole program, besides the profiles: strict, every member optional, absent means the
 * default. Never contains a secret: an address with a password is refused.
 */
import { z } from 'zod';
import { TAGS } from '../../src-shared/language-tags.ts';
import { AskPolicy } from './profile.ts';

/** `system`: the first available language of the system. */
export const LanguageSetting = z.enum(['system', ...TAGS]);

/** Host and port; anyone who gets a copy of the file could read a user and password in it. */
const ProxyAddress = z
  .string()
  .max(1024)
  .refine((text) => isProxy(text), 'must be a proxy address, such as http://proxy.example:3128')
  .refine((text) => !hasUser(text), 'must have no user or password; put such an address in HTTPS_PROXY instead');

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && /^\/?$/.test(pathname) && search === '' && hash === '';
}

function hasUser(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** Which kinds of notifications are wanted; absent: yes. */
const Notices = z.strictObject({
  /** A sign-in ends within minutes. */
  ending: z.boolean().optional(),
  /** A sign-in ended in the background. */
  failed: z.boolean().optional(),
  /** A program is waiting for the person's word. */
  asked: z.boolean().optional(),
});

/** A program that the person always allowed to have the login that git or a container tool stored for a server. */
export const AllowedLogin = z.strictObject({
  /** Absolute path of its executable. */
  program: z.string().min(1).max(4096),
  kind: z.enum(['git', 'docker']),
  host: z.string().min(1).max(255),
});
export type AllowedLogin = z.infer<typeof AllowedLogin>;

export const Settings = z.strictObject({
  language: LanguageSetting.optional(),
  start_at_login: z.boolean().optional(),
  /** Commands and helpers start the agent if none is running; absent: yes. They read the file themselves. */
  start_when_needed: z.boolean().optional(),
  notices: Notices.optional(),
  /** Applied to each new profile. */
  ask: AskPolicy.optional(),
  /** For stored logins, which belong to no profile. */
  ask_logins: AskPolicy.optional(),
  logins_allowed: z.array(AllowedLogin).max(1000).optional(),
  proxy: ProxyAddress.optional(),
  ca_file: z
    .string()
    .max(4096)
    .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, 'must be the absolute path of a file')
    .optional(),
});
export type Settings = z.infer<typeof Settings>;

/** A member replaces the current one, null resets it to the default; `notices` member by member. */
export const SettingsPatch = z
  .strictObject({
    language: Settings.shape.language.nullable(),
    start_at_login: Settings.shape.start_at_login.nullable(),
    start_when_needed: Settings.shape.start_when_needed.nullable(),
    notices: z
      .strictObject({
        ending: z.boolean().nullable(),
        failed: z.boolean().nullable(),
        asked: z.boolean().nullable(),
      })
      .partial()
      .nullable(),
    ask: Settings.shape.ask.nullable(),
    ask_logins: Settings.shape.ask_logins.nullable(),
    logins_allowed: Settings.shape.logins_allowed.nullable(),
    proxy: Settings.shape.proxy.nullable(),
    ca_file: Settings.shape.ca_file.nullable(),
  })
  .partial();
export type SettingsPatch = z.infer<typeof SettingsPatch>;

export function patched(settings: Settings, patch: SettingsPatch): Settings {
  const notices = patch.notices === null ? undefined : without({ ...settings.notices, ...patch.notices });
  const next = without({ ...settings, ...patch, notices: notices && Object.keys(notices).length > 0 ? notices : null });
  return Settings.parse(next);
}

/** Absent and null are both left out. */
function without(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

/** When the person is asked about stored logins, and which programs were always allowed. */
export interface LoginRules {
  /** As they are now. */
  now(): { readonly ask?: AskPolicy | undefined; readonly allowed?: readonly AllowedLogin[] | undefined };
  /** Durable when it resolves. Rejects as `SettingsStore.change`. */
  allow(one: AllowedLogin): Promise<unknown>;
}

export function loginRules(settings: Pick<SettingsStore, 'now' | 'change'>): LoginRules {
  return {
    now: () => ({ ask: settings.now().ask_logins, allowed: settings.now().logins_allowed }),
    allow(one) {
      const { logins_allowed: former = [] } = settings.now();
      const isSame = ({ program, kind, host }: AllowedLogin) =>
        program === one.program && kind === one.kind && host === one.host;
      return settings.change({ logins_allowed: [...former.filter((other) => !isSame(other)), one] });
    },
  };
}

export interface SettingsStore {
  /** The defaults (`{}`) while the file cannot be read. */
  now(): Settings;
  /** Why it cannot be read: `config_broken`. */
  problem(): Error | undefined;
  /**
   * Reads the file again first, so that edits made by hand count. Durable when it resolves; then the listeners are
   * called. Rejects with `config_broken` (and changes nothing), `config_unwritable`.
   */
  change(patch: SettingsPatch): Promise<Settings>;
  subscribe(listener: (settings: Settings) => void): () => void;
}

/** The system's own list of programs started with the session: it counts, whatever our file says. */
export interface StartAtLogin {
  isOn(): boolean;
  /** Rejects with `config_unwritable`. */
  set(on: boolean): Promise<void>;
}
