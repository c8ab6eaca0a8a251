/** Everything you can do in the window, as a list: for each profile what it offers now, then the rest. */

import { strings } from '../../src-languages/window.ts';
import type { ProfileView, RoleView } from '../../src-main/api/types.ts';
import { hasOpenSignIn, isSignedIn } from '../../src-shared/profile-facts.ts';
import { copiesFor } from '../detail/copy.ts';
import { kindOf } from '../form/provider-kinds.ts';
import { canCopyToken } from '../list/profile-row.ts';
import { hasRoles, rolesOf } from '../list/role-summary.ts';
import { wantsYou } from '../list/search.ts';
import { cancelSignIn, copyToken, quit, refresh, signIn, signOut } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import { copyForRole, openConsole } from '../model/role-commands.ts';

export interface Command {
  readonly label: string;
  /** The searched text: the label in lower case. */
  readonly key: string;
  readonly run: () => void;
}

const command = (label: string, run: () => unknown): Command => ({
  label,
  key: label.toLowerCase(),
  run: () => void run(),
});

/** Profiles that need the person first, then general commands, then every other profile. */
export function allCommands(model: Model, nowMs: number): readonly Command[] {
  const profiles = model.view?.profiles ?? [];
  const wanting = profiles.filter((profile) => wantsYou(profile, nowMs));
  const first = wanting.flatMap((profile) => signInCommands(profile, model));
  const rest = profiles.flatMap((profile) => [
    ...detailsOf(profile, model),
    ...(wanting.includes(profile) ? [] : signInCommands(profile, model)),
    ...otherCommands(profile, model),
  ]);
  return [...first, ...generalCommands(model), ...rest];
}

const detailsOf = ({ name }: ProfileView, model: Model): readonly Command[] => [
  command(strings.palette.details(name), () => model.showPage({ kind: 'detail', name })),
];

function signInCommands(profile: ProfileView, model: Model): readonly Command[] {
  const { name, state } = profile;
  const { palette } = strings;
  if (hasOpenSignIn(profile)) {
    return [
      command(palette.showSignIn(name), () => model.show(name)),
      command(palette.cancel(name), () => cancelSignIn(model, name)),
    ];
  }
  const label = state === 'signed-out' ? palette.signIn(name) : palette.signInAgain(name);
  return [command(label, () => signIn(model, name))];
}

function otherCommands(profile: ProfileView, model: Model): readonly Command[] {
  const { name } = profile;
  const { palette } = strings;
  const copies = rolesOf(profile).length > 0 ? [] : copiesFor(profile);
  return [
    ...(canCopyToken(profile, model) ? [command(palette.copyToken(name), () => copyToken(model, name))] : []),
    ...(isSignedIn(profile) && profile.renewable ? [command(palette.refresh(name), () => refresh(model, name))] : []),
    ...(hasRoles(profile) ? [command(palette.roles(name), () => model.showRoles(name))] : []),
    ...copies.map(({ label, text }) => command(palette.copy(label, name), () => copyForRole(model, text))),
    ...rolesOf(profile).flatMap((role) => roleCommands(profile, role, model)),
    command(palette.programs(name), () => model.open({ kind: 'programs', name })),
    ...(kindOf(profile.provider) ? [command(palette.edit(name), () => model.open({ kind: 'edit', name }))] : []),
    ...(isSignedIn(profile) ? [command(palette.signOut(name), () => signOut(model, name))] : []),
    command(palette.remove(name), () => model.open({ kind: 'remove', name })),
  ];
}

function roleCommands(profile: ProfileView, role: RoleView, model: Model): readonly Command[] {
  const reference = `${profile.name}/${role.name}`;
  const console = command(strings.palette.console(reference), () => openConsole(model, profile.name, role.name));
  return [
    ...(profile.has_console ? [console] : []),
    ...copiesFor(profile, role.name).map(({ label, text }) =>
      command(strings.palette.copy(label, reference), () => copyForRole(model, text)),
    ),
  ];
}

function generalCommands(model: Model): readonly Command[] {
  const { palette, keys, action, lock, upkeep } = strings;
  return [
    command(action.add, () => model.open({ kind: 'add' })),
    command(lock.command, () => model.open({ kind: 'lock' })),
    command(palette.settings, () => model.showPage({ kind: 'settings' })),
    command(palette.doctor, () => model.showPage({ kind: 'doctor' })),
    command(palette.log, () => model.showPage({ kind: 'log' })),
    command(keys.title, () => model.open({ kind: 'keys' })),
    ...(model.view?.agent.desktop ? [command(upkeep.quit, () => quit(model))] : []),
  ];
}
