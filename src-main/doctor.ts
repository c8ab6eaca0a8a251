/**
 * What the agent finds when it checks itself: vault, configuration, proxy and CA, providers and the clock. Each check
 * has a short deadline, they run in parallel, and none changes anything or shows a secret.
 */
import { ownFolders } from './adapters/files/config-dir.ts';
import { folderProblem } from './adapters/files/private-folder.ts';
import type { SettingsFile } from './adapters/files/settings-file.ts';
import { networkChoice } from './adapters/network/choice.ts';
import type { DoctorCheck, DoctorReport } from './api/schemas/schemas.ts';
import { asLatchkeyError, LatchkeyError } from './core/errors.ts';
import type { Ports, Vault } from './core/ports.ts';
import type { Profile } from './core/profile.ts';
import { takesHttp } from './core/provider/plain-http.ts';
import type { Provider } from './core/provider/provider.ts';
import { providerContext } from './core/provider/provider-context.ts';
import { caCheck, proxyCheck } from './network-checks.ts';

/** About the size of a sign-in. */
const PROBE_LENGTH = 200;

export interface DoctorSubject {
  readonly ports: Ports;
  readonly providers: readonly Provider[];
  readonly env: NodeJS.ProcessEnv;
  readonly configDir: string;
  readonly vaultReason: string;
  readonly allowLoopbackHttp: boolean;
  readonly sandboxOrigin?: () => string | undefined;
  readonly settings?: Pick<SettingsFile, 'now' | 'problem'>;
  /** Whether the socket compares its callers' uids; undefined: no socket is open. */
  peersChecked(): boolean | undefined;
  /** The path of the socket for oidc-agent's clients, or why it is not open; undefined: this system has none. */
  oidcAgent?(): string | LatchkeyError | undefined;
  /** For each check, milliseconds. */
  readonly deadlineMs?: number;
}

export async function examine(subject: DoctorSubject): Promise<DoctorReport> {
  const profiles = await load(subject);
  const checks = await Promise.all([
    within(subject, 'vault', vaultCheck(subject)),
    profiles.check,
    ...folderChecks(subject),
    peerCheck(subject),
    oidcAgentCheck(subject),
    settingsCheck(subject),
    proxyCheck(networkChoice(subject.env, subject.settings?.now() ?? {})),
    caCheck(networkChoice(subject.env, subject.settings?.now() ?? {})),
    ...profiles.list.map((profile) => within(subject, `provider of ${profile.name}`, providerCheck(subject, profile))),
  ]);
  return { checks: checks.filter((check) => check !== undefined) };
}

function failed(name: string, thrown: unknown): DoctorCheck {
  const { code, message, hint } = asLatchkeyError(thrown);
  // That code's own hint names the doctor.
  return { name, ok: false, detail: message, hint: code === 'internal' ? 'Please report this.' : hint };
}

/** A part that hangs is a finding, not a reason to hang. */
async function within(subject: DoctorSubject, name: string, check: Promise<DoctorCheck>): Promise<DoctorCheck> {
  const deadlineMs = subject.deadlineMs ?? 5_000;
  const over = new AbortController();
  const late = subject.ports.clock.sleep(deadlineMs, over.signal).then(() => ({
    name,
    ok: false,
    detail: `no answer within ${deadlineMs / 1000} s`,
    hint: 'Check the network, VPN and proxy, and whether the keychain is waiting for you.',
  }));
  const found = await Promise.race([check.catch((thrown: unknown) => failed(name, thrown)), late]);
  over.abort();
  return found;
}

async function vaultCheck({ ports, vaultReason }: DoctorSubject): Promise<DoctorCheck> {
  const found = (await ports.vault.examine?.()) ?? (await canBeWritten(ports.vault));
  return { name: 'vault', ok: true, detail: `${ports.vault.kind}, ${found} (${vaultReason})` };
}

async function canBeWritten(vault: Vault): Promise<string> {
  await vault.ensureWritable(PROBE_LENGTH);
  return 'writable';
}

async function load({ ports, configDir }: DoctorSubject): Promise<{ list: Profile[]; check: DoctorCheck }> {
  try {
    const list = await ports.profiles.load();
    const count = list.length === 1 ? '1 profile' : `${list.length} profiles`;
    return { list, check: { name: 'configuration', ok: true, detail: `${configDir}: ${count}` } };
  } catch (thrown) {
    return { list: [], check: failed('configuration', thrown) };
  }
}

function folderChecks({ env }: DoctorSubject): DoctorCheck[] {
  return ownFolders(env).map(({ name, ...own }) => {
    const problem = folderProblem(own);
    return problem ? failed(name, problem) : { name, ok: true, detail: `${own.folder} is private to you` };
  });
}

function peerCheck({ peersChecked }: DoctorSubject): DoctorCheck | undefined {
  const checked = peersChecked();
  if (checked === undefined) return undefined;
  const detail = checked
    ? "each caller's user is compared with yours, and the audit log names its program"
    : 'this system does not say who calls: the folder keeps other users out, and the audit log names no program';
  return { name: 'callers', ok: true, detail };
}

function oidcAgentCheck({ oidcAgent }: DoctorSubject): DoctorCheck | undefined {
  const socket = oidcAgent?.();
  const name = 'socket for oidc-agent clients';
  if (socket instanceof LatchkeyError) return failed(name, socket);
  return socket === undefined ? undefined : { name, ok: true, detail: socket };
}

function settingsCheck({ settings }: DoctorSubject): DoctorCheck | undefined {
  const problem = settings?.problem();
  return problem === undefined ? undefined : failed('settings', problem);
}

/** Discovery, as at the start of a sign-in; the answer's Date shows how our clock differs. */
async function providerCheck(subject: DoctorSubject, profile: Profile): Promise<DoctorCheck> {
  const name = `provider of ${profile.name}`;
  const { ports } = subject;
  const allowLoopbackHttp = takesHttp(subject, profile.settings);
  const provider = subject.providers.find(({ kind }) => kind === profile.provider);
  const settings = provider?.settings.safeParse(profile.settings);
  if (provider === undefined || !settings?.success) {
    throw new LatchkeyError('profile_invalid', 'This version of Latchkey does not know its settings.');
  }
  let skewS = 0;
  const onSkew = (seconds: number) => {
    skewS = seconds;
  };
  const startedMs = ports.clock.monotonicMs();
  const server = await provider.discover(providerContext(ports, { allowLoopbackHttp, onSkew }), settings.data);
  const tookMs = Math.round(ports.clock.monotonicMs() - startedMs);
  if (skewS === 0) return { name, ok: true, detail: `${server.displayName} answered in ${tookMs} ms` };
  const detail = `its clock is ${Math.abs(skewS)} s ${skewS > 0 ? 'ahead of' : 'behind'} this machine's`;
  return { name, ok: false, detail, hint: "Set this machine's clock, and let it follow a time server." };
}
