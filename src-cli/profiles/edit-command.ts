/** `latchkey profile edit NAME`: sends what changes; the agent merges it and decides whether the sign-in can stay. */
import type { EditProfileRequest } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson } from '../line/output.ts';
import { ASK, askChanges, FORGET_PROGRAM } from './ask-options.ts';
import { HOST_OPTIONS, HOST_REMOVALS, hostUses, namesHosts } from './hosts.ts';
import { ADDRESSES, fieldOf, SECRETS, SETTINGS } from './provider-options.ts';
import { secretsOf, settingsOf } from './settings.ts';
import { sayPlaintext } from './text.ts';

export const PROFILE_EDIT: Command = {
  name: 'profile edit',
  summary: 'Change the settings of a profile',
  details:
    'Only the settings you give are changed. The sign-in is kept unless the issuer or the client changes. --scope replaces the ' +
    'whole list of scopes; new scopes are requested at the next sign-in.',
  args: PROFILE,
  options: [
    ...ADDRESSES,
    ...SETTINGS,
    {
      name: 'unset',
      value: 'SETTING',
      repeat: true,
      choices: SETTINGS.map(({ name }) => name),
      help: 'Reset a setting to its default',
    },
    ASK,
    FORGET_PROGRAM,
    ...SECRETS.map(({ option }) => option),
    ...HOST_OPTIONS,
    ...HOST_REMOVALS,
    JSON_OPTION,
  ],
  examples: [
    ['latchkey profile edit work --scope openid --scope email', 'request these two scopes'],
    ['latchkey profile edit work --unset audience', 'no longer request an audience'],
    ['latchkey profile edit work --git-host git.example.com --registry registry.example.com', 'for git and docker'],
    ['latchkey profile edit work --no-git-host git.example.com', 'stop giving git the token for this host'],
    ['latchkey profile edit prod --ask new', 'ask before giving a token to a program that you have not allowed'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const settings = { ...settingsOf(call), ...removals(call) };
  const uses = both(await askChanges(call, name), await hostChanges(call, name));
  const secrets = await secretsOf(call);
  const hasSettings = Object.keys(settings).length > 0;
  if (!hasSettings && secrets === undefined && uses === undefined) {
    throw usageError('No change was given.', 'Run `latchkey profile edit --help` to see what you can change.');
  }
  const body: EditProfileRequest = {
    ...(hasSettings && { settings }),
    ...(secrets && { secrets }),
    ...(uses && { uses }),
  };
  const profile = asProfile(await request('PATCH', profilePath(name), { body }));
  if (call.json) return answerJson(profile);
  answer(`Changed the profile ${name}.`);
  sayPlaintext(call);
  if (!isSignedIn(profile)) answer(`Sign in with: latchkey login ${name}`);
}

/** The agent replaces whole lists, so the existing hosts are sent along with the added ones. */
async function hostChanges(call: Call, name: string): Promise<EditProfileRequest['uses']> {
  if (!namesHosts(call)) return undefined;
  return hostUses(call, asProfile(await request('GET', profilePath(name))));
}

function both(one: EditProfileRequest['uses'], other: EditProfileRequest['uses']): EditProfileRequest['uses'] {
  return one || other ? { ...one, ...other } : undefined;
}

/** `null` removes a setting at the agent. */
function removals(call: Call): Record<string, null> {
  const removed: Record<string, null> = {};
  for (const option of call.values.get('unset') ?? []) {
    if (call.values.has(option) || call.flags.has(option))
      throw usageError(`--${option} and --unset ${option} cannot be used together.`);
    removed[fieldOf(option)?.name ?? option] = null;
  }
  return removed;
}
