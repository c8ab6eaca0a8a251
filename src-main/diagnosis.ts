/**
 * What a person may pass on to get help: versions, checks, states, log and outcomes. Profiles are numbered; people,
 * accounts, roles, home paths and environment values are left out; hosts stay, including the proxy's. Changes nothing.
 */
import { homedir, release } from 'node:os';
import { present } from '../src-shared/present.ts';
import { logLines } from './api/agent/settings.ts';
import type { Diagnosis } from './api/schemas/settings-schemas.ts';
import type { Agent } from './core/agent/agent.ts';
import type { LatchkeyError } from './core/errors.ts';
import type { Settings } from './core/settings.ts';
import type { ProfileView } from './core/view.ts';
import { type DoctorSubject, examine } from './doctor.ts';
import { type Redact, redactor } from './redaction.ts';

const LOG_LINES = 200;
const AUDIT_ENTRIES = 50;

export interface DiagnosisSubject {
  readonly agent: Agent;
  readonly doctor: DoctorSubject;
  readonly version: string;
  readonly settings: { now(): Settings; problem(): LatchkeyError | undefined };
  recentLog(): readonly string[];
}

export async function diagnose(subject: DiagnosisSubject): Promise<Diagnosis> {
  const { agent, doctor, settings } = subject;
  const view = agent.view();
  const names = namesIn(view.profiles);
  const redact = redactor({ names, home: doctor.env['HOME'] || homedir() });
  const [report, audit] = await Promise.all([
    examine(doctor),
    agent.readAudit({ limit: AUDIT_ENTRIES }).catch(() => []),
  ]);
  const problem = settings.problem();
  return {
    made_at: new Date(doctor.ports.clock.nowMs()).toISOString(),
    version: subject.version,
    runtime: runtime(),
    platform: { system: process.platform, release: release(), arch: process.arch, ...desktopOf(doctor.env) },
    vault: present({ kind: view.agent.vault, problem: view.agent.vault_problem?.code }),
    settings: redactSettings(settings.now(), redact, problem && redact(problem.message)),
    environment: variables(doctor.env),
    profiles: view.profiles.map((profile, index) => profileOf(profile, index, redact)),
    checks: report.checks.map((check) => ({
      name: redact(check.name),
      ok: check.ok,
      detail: redact(check.detail),
      ...(check.hint !== undefined && { hint: redact(check.hint) }),
    })),
    log: logLines(subject.recentLog(), LOG_LINES).map((line) => ({
      ...line,
      fields: redactFields(line.fields, names, redact),
    })),
    audit: audit.map(({ time, event, outcome, code, door }) => present({ time, event, outcome, code, door })),
  };
}

type Fields = Diagnosis['log'][number]['fields'];

/** The log also mentions profiles and roles that have been removed since; their names are known only by their fields. */
function redactFields(fields: Fields, names: ReadonlyMap<string, string>, redact: Redact): Fields {
  const told = (name: string, value: Fields[string]): Fields[string] => {
    if (typeof value !== 'string') return value;
    return /^(?:profile|role)$/.test(name) && !names.has(value) ? '[removed]' : redact(value);
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, told(name, value)]));
}

/** Each name that people or providers gave, and its replacement. */
function namesIn(profiles: readonly ProfileView[]): Map<string, string> {
  const names = new Map<string, string>();
  const put = (name: unknown, instead: string) => {
    if (typeof name === 'string' && !names.has(name)) names.set(name, instead);
  };
  profiles.forEach(({ name, identity, roles, settings }, index) => {
    put(name, numbered(index));
    for (const value of Object.values(identity ?? {})) put(value, '[person]');
    roles?.forEach((role, roleIndex) => {
      put(role.name, `role-${index + 1}.${roleIndex + 1}`);
      for (const value of [role.account_id, role.account_name, role.role_id]) put(value, '[account]');
    });
    put(settings['client_id'], '[client]');
  });
  return names;
}

const numbered = (index: number): string => `profile-${index + 1}`;

function profileOf(profile: ProfileView, index: number, redact: Redact): Diagnosis['profiles'][number] {
  const address = profile.settings['issuer'] ?? profile.settings['start_url'];
  const host = typeof address === 'string' && URL.canParse(address) ? new URL(address).host : undefined;
  return present({
    name: numbered(index),
    provider: profile.provider,
    host: host === undefined ? undefined : redact(host),
    state: profile.state,
    renewable: profile.renewable,
    expires_at: profile.expires_at,
    roles: profile.roles?.length ?? 0,
    ask: profile.ask ?? 'never',
    problem: profile.problem?.code,
  });
}

function redactSettings(settings: Settings, redact: Redact, problem: string | undefined): Diagnosis['settings'] {
  const { proxy, ca_file, ...rest } = settings;
  return {
    ...rest,
    ...(proxy !== undefined && { proxy: redact(proxy) }),
    ...(ca_file !== undefined && { ca_file: redact(ca_file) }),
    ...(problem !== undefined && { problem }),
  };
}

function runtime(): Record<string, string> {
  const wanted = ['node', 'electron', 'chrome', 'openssl'] as const;
  return Object.fromEntries(wanted.flatMap((name) => (process.versions[name] ? [[name, process.versions[name]]] : [])));
}

function desktopOf(env: NodeJS.ProcessEnv): { desktop?: string } {
  const desktop = env['XDG_CURRENT_DESKTOP'];
  const session = env['XDG_SESSION_TYPE'];
  const text = [desktop, session].filter(Boolean).join(', ').slice(0, 100);
  return text === '' ? {} : { desktop: text };
}

/** Names only: a value may be a password. */
function variables(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => /^(?:LATCHKEY_\w+|(?:https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name))
    .sort();
}
