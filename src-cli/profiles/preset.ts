/** `profile add --preset`: a well-known provider, described by the agent; asks you for at most two things. */
import { createInterface } from 'node:readline/promises';
import type { PresetEntry, ProvidersResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import { type Call, type OptionSpec, optionValue } from '../line/command.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { didYouMean } from '../line/nearest.ts';
import { remark } from '../line/output.ts';

export const PRESET: OptionSpec = {
  name: 'preset',
  value: 'NAME',
  help: 'A well-known provider: github, gitlab, google, entra, okta, auth0 or keycloak',
};
export const TENANT: OptionSpec = {
  name: 'tenant',
  value: 'TENANT',
  help: 'With --preset: your directory ID, domain, realm or the like; at a terminal, you are asked for it',
};

export interface Expanded {
  readonly provider: string;
  readonly settings: Record<string, unknown>;
  readonly needsSecret: boolean;
  readonly notes: PresetEntry['notes'];
}

/** Rejects with `usage` when something is missing that cannot be asked for. */
export async function expandedPreset(call: Call): Promise<Expanded> {
  const clash = ['provider', 'issuer', 'start-url'].find((option) => call.values.has(option));
  if (clash !== undefined)
    throw usageError(`--${clash} and --preset cannot be used together.`, 'Leave out one of the two.');
  const preset = await presetNamed(optionValue(call, 'preset') ?? '');
  const tenant = await tenantOf(call, preset);
  const client = optionValue(call, 'client-id') ?? (await askedClient(preset, tenant));
  return {
    provider: preset.provider,
    settings: { ...filledIn(preset.settings, tenant), client_id: client },
    needsSecret: preset.needs_secret || call.flags.has('client-secret-stdin'),
    notes: preset.notes,
  };
}

async function presetNamed(name: string): Promise<PresetEntry> {
  const { presets } = (await request('GET', '/v1/providers')) as ProvidersResponse;
  if (!Array.isArray(presets)) throw answerBroken("This command does not understand the agent's answer.");
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  const names = presets.map((preset) => preset.name);
  throw usageError(`There is no preset '${name}'.`, didYouMean(name, names) ?? `Choose one of: ${names.join(', ')}.`);
}

async function tenantOf(call: Call, { title, tenant }: PresetEntry): Promise<string> {
  const given = optionValue(call, 'tenant');
  if (!tenant) {
    if (given === undefined) return '';
    throw usageError(`--tenant is not for ${title}.`, 'Leave it out: there is only one.');
  }
  const { question, example, pattern, otherwise } = tenant;
  const answer =
    given ??
    (process.stdin.isTTY ? undefined : otherwise) ??
    (await asked(`${question}, such as ${example}`, 'tenant', otherwise));
  // As people copy it from the address bar.
  const plainly = answer.replace(/^https:\/\//i, '').replace(/\/+$/, '');
  if (new RegExp(`^(?:${pattern})$`).test(plainly)) return plainly;
  throw usageError(`--tenant cannot be '${answer}' for ${title}.`, `${question}, such as ${example}.`);
}

/** A client is created by hand there; its ID is on that page. */
async function askedClient({ title, clients_at: page }: PresetEntry, tenant: string): Promise<string> {
  const place = page.replaceAll('{tenant}', tenant);
  const hint = `Create a client for ${title} at ${place}, and give its ID with --client-id.`;
  if (!process.stdin.isTTY) throw usageError('The preset needs --client-id.', hint);
  remark(`Create a client for ${title} at ${place}, if you have none.`);
  return await asked('Client ID', 'client-id', undefined);
}

async function asked(question: string, option: string, otherwise: string | undefined): Promise<string> {
  if (!process.stdin.isTTY) throw usageError(`The preset needs --${option}.`, `${question}: give it with --${option}.`);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await ask.question(`${question}${otherwise === undefined ? '' : ` [${otherwise}]`}: `)).trim();
    if (answer !== '' || otherwise !== undefined) return answer || (otherwise ?? '');
    throw usageError(`The preset needs --${option}.`, `${question}: give it with --${option}.`);
  } finally {
    ask.close();
  }
}

function filledIn(settings: PresetEntry['settings'], tenant: string): Record<string, unknown> {
  const filled = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('{tenant}', tenant) : value,
  ]);
  return Object.fromEntries(filled);
}
