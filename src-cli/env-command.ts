/** `latchkey env NAME/ROLE`: the credentials of a role as lines that set environment variables, for `eval`. */
import { profilePath, request } from './client.ts';
import { type Call, optionValue } from './command.ts';
import { VARIABLES } from './env-names.ts';
import { usageError } from './errors.ts';
import { answer, answerJson } from './output.ts';
import { roleKeys } from './role-answer.ts';
import { parseRoleName } from './role-name.ts';
import { SHELLS, setLine, usualShell } from './shell-text.ts';
import { asProfile } from './views.ts';

export async function run(call: Call): Promise<void> {
  const role = parseRoleName(call.words[0] ?? '');
  const { provider, provider_title: title } = asProfile(await request('GET', profilePath(role.profile)));
  const names = VARIABLES[provider];
  if (!names) {
    const hint = 'Use `latchkey token NAME` for its access token.';
    throw usageError(`${role.profile} signs in to ${title}, whose tools take no credentials of a role.`, hint);
  }
  const keys = await roleKeys(call, role);
  const values = names.map(([name, member]) => [name, keys[member]] as const);
  if (call.json) return answerJson(Object.fromEntries(values));
  const wanted = optionValue(call, 'shell');
  const shell = SHELLS.find((one) => one === wanted) ?? usualShell(process.env, process.platform);
  answer(values.map(([name, value]) => setLine(shell, name, value)).join('\n'));
}
