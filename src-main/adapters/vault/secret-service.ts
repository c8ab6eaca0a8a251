/**
 * Looks at the Secret Service of a Linux session without opening a prompt: does it exist, does it have a keyring, is that
 * locked? keytar and libsecret report "no such item" for a locked keyring, and only after asking for its password.
 * https://specifications.freedesktop.org/secret-service-spec/
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BusValue } from './bus-values.ts';
import { BusError, openSessionBus, type SessionBus } from './session-bus.ts';

const BUS = 'org.freedesktop.DBus';
const SERVICE = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const INTERFACE = 'org.freedesktop.Secret';

export type Keyring =
  /** `empty`: a service without a keyring. When something is stored, it creates one and asks for a password. */
  | { readonly state: 'open' | 'locked' | 'empty' }
  /** There is no usable service; `said` is the bus's own sentence. */
  | { readonly state: 'missing'; readonly said: string }
  /** It cannot be asked: another system, no reachable bus, no answer in time. */
  | { readonly state: 'unknown' };

const UNKNOWN: Keyring = { state: 'unknown' };

/** Starts the service if the bus can, as any use of it would. Never rejects. */
export function lookAtKeyring(env: NodeJS.ProcessEnv, deadlineMs: number): Promise<Keyring> {
  const ask = async (bus: SessionBus) => (await startService(bus, deadlineMs)) ?? askService(bus);
  // Starting the service may take a whole deadline.
  return onBus(env, { otherwise: UNKNOWN, withinMs: 2 * deadlineMs, ask });
}

/** Whether an item with these attributes is locked: reading it has opened a prompt. Never rejects. */
export function lookForLocked(
  env: NodeJS.ProcessEnv,
  attributes: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<boolean> {
  const call = { to: SERVICE, path: ROOT, member: `${INTERFACE}.Service.SearchItems`, args: [attributes] };
  const ask = async (bus: SessionBus) => {
    const [unlocked, locked] = await bus.call(call);
    return isEmpty(unlocked) && !isEmpty(locked);
  };
  return onBus(env, { otherwise: false, withinMs: deadlineMs, ask });
}

const isEmpty = (value: BusValue | undefined): boolean => !Array.isArray(value) || value.length === 0;

interface Question<Answer> {
  /** The answer when there is no bus, or none in time. */
  readonly otherwise: Answer;
  readonly withinMs: number;
  ask(bus: SessionBus): Promise<Answer>;
}

async function onBus<Answer>(env: NodeJS.ProcessEnv, { otherwise, withinMs, ask }: Question<Answer>): Promise<Answer> {
  if (process.platform !== 'linux') return otherwise;
  const opening = openSessionBus(env);
  const answer = opening.then(ask).catch(() => otherwise);
  const found = await Promise.race([answer, delay(withinMs, otherwise, { ref: false })]);
  void opening.then((bus) => bus.close()).catch(() => {});
  return found;
}

/** Undefined once the service has its name on the bus. */
async function startService(bus: SessionBus, deadlineMs: number): Promise<Keyring | undefined> {
  if ((await askBus(bus, 'NameHasOwner', [SERVICE]))[0] === true) return undefined;
  const start = askBus(bus, 'StartServiceByName', [SERVICE, 0]).then(() => undefined);
  const late: Keyring = { state: 'missing', said: `${SERVICE} does not start` };
  return Promise.race([start, delay(deadlineMs, late, { ref: false })]).catch(whatWasSaid);
}

async function askService(bus: SessionBus): Promise<Keyring> {
  try {
    const call = { to: SERVICE, path: ROOT, member: `${INTERFACE}.Service.ReadAlias`, args: ['default'] };
    const [keyring] = await bus.call(call);
    if (typeof keyring !== 'string' || keyring === '/') return { state: 'empty' };
    const [locked] = await bus.call({
      to: SERVICE,
      path: keyring,
      member: `${BUS}.Properties.Get`,
      args: [`${INTERFACE}.Collection`, 'Locked'],
    });
    return typeof locked === 'boolean' ? { state: locked ? 'locked' : 'open' } : UNKNOWN;
  } catch (error) {
    return whatWasSaid(error);
  }
}

function askBus(bus: SessionBus, method: string, args: readonly (string | number)[]) {
  return bus.call({ to: BUS, path: '/org/freedesktop/DBus', member: `${BUS}.${method}`, args });
}

/** A broken connection says nothing about the keychain. */
function whatWasSaid(error: unknown): Keyring {
  return error instanceof BusError ? { state: 'missing', said: error.message } : UNKNOWN;
}
