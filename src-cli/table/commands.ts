/**
 * The table of commands, the source of parsing, help, completion and the reference in docs/. To add a command, write a
 * file with its row and its code, then add the row here and the name in command-groups.ts.
 */
import { AWS_CREDENTIALS } from '../aws/credentials-command.ts';
import { PROFILE_EXPORT } from '../aws/export-command.ts';
import { PROFILE_IMPORT } from '../aws/import-command.ts';
import { CREATE } from '../clients/create.ts';
import { DELETE } from '../clients/delete.ts';
import { GET } from '../clients/get.ts';
import { LIFESPANS } from '../clients/lifespans.ts';
import { LIST } from '../clients/list.ts';
import { PATCH } from '../clients/patch.ts';
import { ROTATE_SECRET } from '../clients/rotate-secret.ts';
import { SET } from '../clients/set.ts';
import { FORWARD } from '../forward/command.ts';
import { FORWARDS } from '../forward/forwards-command.ts';
import { KUBE_CONFIG } from '../kube/config-command.ts';
import { KUBE_CREDENTIAL } from '../kube/credential-command.ts';
import type { Command } from '../line/command.ts';
import { LOGINS, LOGINS_REMOVE } from '../logins/command.ts';
import { PROFILE_ADD } from '../profiles/add-command.ts';
import { PROFILE_EDIT } from '../profiles/edit-command.ts';
import { PROFILE_LIST } from '../profiles/list-command.ts';
import { PROFILE_REMOVE } from '../profiles/remove-command.ts';
import { PROFILE_SHOW } from '../profiles/show-command.ts';
import { ROLES } from '../roles/command.ts';
import { CONSOLE } from '../roles/console-command.ts';
import { LOGIN } from '../sign-in/login-command.ts';
import { LOGOUT } from '../sign-in/logout-command.ts';
import { REFRESH } from '../sign-in/refresh-command.ts';
import { SANDBOX } from '../sign-in/sandbox-command.ts';
import { STATUS } from '../sign-in/status-command.ts';
import { ENV } from '../tokens/env-command.ts';
import { EXEC } from '../tokens/exec-command.ts';
import { HUAWEI_CREDENTIALS } from '../tokens/huawei-credentials-command.ts';
import { TOKEN } from '../tokens/token-command.ts';
import { AGENT } from '../upkeep/agent-command.ts';
import { AUDIT } from '../upkeep/audit-command.ts';
import { DOCTOR } from '../upkeep/doctor-command.ts';
import { LOCK, UNLOCK } from '../upkeep/lock-command.ts';
import { OIDC_AGENT } from '../upkeep/oidc-agent-command.ts';
import { PAGE } from '../upkeep/page-command.ts';
import { QUIT } from '../upkeep/quit-command.ts';
import { RESET } from '../upkeep/reset-command.ts';
import { SETTINGS_RESET, SETTINGS_SET, SETTINGS_SHOW } from '../upkeep/settings-command.ts';
import { VERSION_COMMAND } from '../upkeep/version-command.ts';
import { grouped } from './command-groups.ts';
import { COMPLETION } from './completion-command.ts';
import { helpCommand } from './help.ts';

/** In any order. */
export const ROWS: readonly Command[] = [
  ...[LOGIN, LOGOUT, STATUS, REFRESH, SANDBOX],
  ...[TOKEN, EXEC, ENV, HUAWEI_CREDENTIALS, AWS_CREDENTIALS, KUBE_CREDENTIAL, KUBE_CONFIG],
  ...[PROFILE_ADD, PROFILE_LIST, PROFILE_SHOW, PROFILE_EDIT, PROFILE_REMOVE, PROFILE_IMPORT, PROFILE_EXPORT],
  ...[ROLES, CONSOLE],
  ...[CREATE, LIST, GET, SET, PATCH, DELETE, LIFESPANS, ROTATE_SECRET],
  ...[LOGINS, LOGINS_REMOVE, FORWARD, FORWARDS, OIDC_AGENT],
  ...[AGENT, PAGE, QUIT, AUDIT, DOCTOR, LOCK, UNLOCK, SETTINGS_SHOW, SETTINGS_SET, SETTINGS_RESET, RESET],
  ...[COMPLETION, VERSION_COMMAND, helpCommand(() => COMMANDS)],
];

/** In the order in which the help lists them. */
export const COMMANDS: readonly Command[] = grouped(ROWS).flatMap(({ commands }) => commands);
