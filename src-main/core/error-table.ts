/**
 * The table of failures: for each code the status at the local API, the exit code and the next thing to do. Data only.
 * Tools script against the codes; a code is never renamed or reused.
 */

/** Process exit codes of the command line. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  signInNeeded: 3,
  agentNotRunning: 4,
  refused: 5,
  unreachable: 6,
  vault: 7,
  notAllowed: 8,
} as const;

interface Meaning {
  /** HTTP status at the local API. */
  readonly status: number;
  readonly exit: number;
  /** The next thing to do, when the thrower knows nothing better. */
  readonly hint: string;
}

const meaning = (status: number, exit: number, hint: string): Meaning => ({ status, exit, hint });

export const ERRORS = {
  usage: meaning(400, EXIT.usage, 'Run the command with --help to see its arguments and options.'),
  request_malformed: meaning(400, EXIT.usage, 'See /v1/openapi.json for what the request takes.'),
  request_too_large: meaning(413, EXIT.usage, 'Send a smaller request.'),
  not_found: meaning(404, EXIT.usage, 'See /v1/openapi.json for the list of routes.'),
  profile_unknown: meaning(
    404,
    EXIT.usage,
    'Run `latchkey profile list` to see the names, or add one with `latchkey profile add NAME --issuer URL`.',
  ),
  profile_exists: meaning(
    409,
    EXIT.usage,
    'Choose another name, or change the existing one with `latchkey profile edit NAME`.',
  ),
  profile_invalid: meaning(400, EXIT.usage, 'Correct that setting and try again.'),
  provider_unknown: meaning(400, EXIT.usage, 'Run `latchkey profile add --help` to see the providers.'),
  config_broken: meaning(500, EXIT.usage, 'Fix the file, or move it aside and start again. Nothing was overwritten.'),
  config_newer: meaning(500, EXIT.usage, 'Update Latchkey, or move the file aside. Nothing was overwritten.'),
  config_unwritable: meaning(500, EXIT.usage, 'Free some disk space, or fix the permissions of that folder.'),

  sign_in_needed: meaning(409, EXIT.signInNeeded, 'Run `latchkey login NAME`, or choose Sign in from the tray menu.'),
  sign_in_cancelled: meaning(409, EXIT.signInNeeded, 'Sign in again when you are ready.'),
  browser_waiting: meaning(409, EXIT.signInNeeded, 'Finish the sign-in in the browser.'),
  code_expired: meaning(409, EXIT.signInNeeded, 'Sign in again; the new code is valid for a few minutes.'),
  sign_in_denied: meaning(403, EXIT.refused, 'If this was a mistake, sign in again and approve the request.'),
  sign_in_mismatch: meaning(
    502,
    EXIT.refused,
    "Sign in again. If it happens twice, tell the provider's administrator.",
  ),
  min_ttl_unavailable: meaning(
    409,
    EXIT.refused,
    'Ask for a shorter --min-ttl, or have the provider issue longer-lived tokens.',
  ),
  flow_unsupported: meaning(400, EXIT.refused, 'Use the other flow: --flow device or --flow browser.'),

  role_unknown: meaning(404, EXIT.usage, 'Run `latchkey roles NAME` to see the roles and add one.'),
  role_exists: meaning(409, EXIT.usage, 'Choose another name for the role.'),
  role_forbidden: meaning(403, EXIT.refused, "Ask the account's administrator for access, or choose another role."),
  roles_unsupported: meaning(400, EXIT.usage, 'Use a profile for AWS or Huawei Cloud; only those have roles.'),
  access_token_rejected: meaning(502, EXIT.signInNeeded, 'Sign in again.'),

  clients_unsupported: meaning(400, EXIT.usage, 'Use a profile for Ory Hydra; only those manage clients.'),
  client_invalid: meaning(400, EXIT.usage, 'Correct that field and try again. Nothing was sent.'),
  client_unknown: meaning(404, EXIT.usage, 'Run `latchkey clients list NAME` to see the clients.'),
  client_exists: meaning(409, EXIT.usage, 'Choose another client ID, or change that client.'),
  client_secret_unknown: meaning(404, EXIT.usage, 'Create a new one with `latchkey clients rotate-secret NAME ID`.'),
  admin_url_missing: meaning(
    400,
    EXIT.usage,
    'Set it with `latchkey profile edit NAME --admin-url URL`, or pass --admin-url.',
  ),
  admin_url_wrong: meaning(
    502,
    EXIT.refused,
    'Pass the address of the admin API with --admin-url; it has its own port, 4445 by default.',
  ),

  provider_refused: meaning(502, EXIT.refused, "Check the profile's client and scopes with the provider."),
  client_rejected: meaning(502, EXIT.refused, "Check the profile's client ID and secret."),
  invalid_scope: meaning(502, EXIT.refused, 'Change the scopes with `latchkey profile edit NAME --scope …`.'),
  registration_disabled: meaning(
    502,
    EXIT.refused,
    'Register a client with the provider yourself and set it with --client-id.',
  ),
  registration_refused: meaning(
    502,
    EXIT.refused,
    'Register a client with the provider yourself and set it with --client-id.',
  ),
  registration_unauthorized: meaning(
    502,
    EXIT.refused,
    'Pass a valid initial access token with --initial-access-token-stdin.',
  ),
  invalid_redirect_uri: meaning(
    502,
    EXIT.refused,
    'Use --redirect-uri to set a redirect URI that the provider accepts.',
  ),
  invalid_client_metadata: meaning(
    502,
    EXIT.refused,
    'Register a client with the provider yourself and set it with --client-id.',
  ),
  invalid_software_statement: meaning(502, EXIT.refused, "Ask the provider's administrator for a client ID."),
  unapproved_software_statement: meaning(502, EXIT.refused, "Ask the provider's administrator for a client ID."),
  issuer_invalid: meaning(400, EXIT.usage, "Give the provider's https address, without a query or fragment."),
  issuer_mismatch: meaning(502, EXIT.refused, 'Use exactly the issuer that the provider publishes.'),
  discovery_failed: meaning(502, EXIT.refused, 'Check the issuer address; it must serve OpenID or OAuth metadata.'),

  provider_unreachable: meaning(
    503,
    EXIT.unreachable,
    'Check the network, VPN and proxy; Latchkey retries automatically.',
  ),
  provider_error: meaning(503, EXIT.unreachable, 'The provider has a problem; Latchkey retries automatically.'),
  throttled: meaning(
    503,
    EXIT.unreachable,
    'There were too many requests; Latchkey slows down and retries automatically.',
  ),
  tls_untrusted: meaning(
    503,
    EXIT.unreachable,
    'If your network has its own CA, set LATCHKEY_CA_FILE (or NODE_EXTRA_CA_CERTS) to its PEM file.',
  ),
  refresh_uncertain: meaning(
    503,
    EXIT.unreachable,
    'The answer to a refresh was lost; Latchkey retries automatically. If it keeps failing, sign in again.',
  ),
  loopback_unavailable: meaning(500, EXIT.unreachable, 'Free that port, or use --flow device.'),
  browser_unavailable: meaning(500, EXIT.unreachable, 'Open the link in a browser yourself.'),

  agent_not_running: meaning(
    503,
    EXIT.agentNotRunning,
    'Start the Latchkey app, or run `latchkey agent` in another terminal.',
  ),
  agent_already_running: meaning(409, EXIT.notAllowed, 'Use the running agent, or end it first with `latchkey quit`.'),
  vault_locked: meaning(503, EXIT.vault, 'Unlock your keychain and try again.'),
  vault_missing: meaning(
    503,
    EXIT.vault,
    'Start a keychain (on Linux a Secret Service such as gnome-keyring), or run `latchkey agent --vault file`.',
  ),
  vault_full: meaning(503, EXIT.vault, 'Free some disk space. Nothing was lost.'),
  vault_failed: meaning(503, EXIT.vault, 'Restart the keychain of your session, or log in again.'),
  vault_passphrase: meaning(400, EXIT.vault, 'Start again with the passphrase that the vault was created with.'),
  agent_locked: meaning(423, EXIT.notAllowed, 'Unlock it with `latchkey unlock`, or in the window.'),
  agent_not_locked: meaning(409, EXIT.usage, 'There is nothing to unlock; `latchkey lock` locks it.'),
  lock_passphrase: meaning(403, EXIT.notAllowed, 'Use the passphrase that the agent was locked with.'),
  ask_denied: meaning(
    403,
    EXIT.notAllowed,
    'Try again and allow it, or turn off asking with `latchkey profile edit NAME --ask never`.',
  ),
  ask_unanswered: meaning(403, EXIT.notAllowed, 'Run the command again and answer the question in the window.'),
  ask_unavailable: meaning(
    403,
    EXIT.notAllowed,
    'Use the desktop app, or start the agent with `latchkey agent --page` and open its link, where you can answer.',
  ),
  ask_unknown: meaning(404, EXIT.usage, 'It was already answered, or it timed out.'),
  login_unknown: meaning(
    404,
    EXIT.usage,
    'Log in there once with git or docker, or map the host to a profile: `latchkey profile edit PROFILE --git-host HOST`, or --registry HOST.',
  ),
  login_ambiguous: meaning(
    409,
    EXIT.usage,
    'Name the profile in the address, https://PROFILE@HOST/, or remove one mapping: `latchkey profile edit PROFILE --no-git-host HOST`.',
  ),
  forward_exists: meaning(409, EXIT.usage, 'Choose another name, or stop the other one with Ctrl-C where it runs.'),
  forward_unknown: meaning(404, EXIT.usage, 'Run `latchkey forwards` to see the open ones.'),
  forward_refused: meaning(400, EXIT.refused, 'See docs/remote.md about remote machines.'),
  ssh_failed: meaning(503, EXIT.unreachable, 'See the message from ssh above; `ssh HOST` must work on its own.'),
  not_allowed: meaning(403, EXIT.notAllowed, 'Use the command line or the socket, as the user who runs the agent.'),
  folder_unsafe: meaning(
    500,
    EXIT.notAllowed,
    'Make the folder private to you (chmod 700), or set LATCHKEY_SOCKET to a place in a folder of your own.',
  ),
  internal: meaning(500, EXIT.internal, 'Please report this with the output of `latchkey doctor`.'),
} as const satisfies Record<string, Meaning>;
