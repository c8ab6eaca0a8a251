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
  usage: meaning(400, EXIT.usage, 'Run the command with --help to see what it takes.'),
  request_malformed: meaning(400, EXIT.usage, 'See /v1/openapi.json for what the request takes.'),
  request_too_large: meaning(413, EXIT.usage, 'Send a smaller request.'),
  not_found: meaning(404, EXIT.usage, 'See /v1/openapi.json for the routes there are.'),
  profile_unknown: meaning(404, EXIT.usage, 'Run `latchkey profile list` to see the names, or `latchkey profile add`.'),
  profile_exists: meaning(409, EXIT.usage, 'Choose another name, or change it with `latchkey profile edit`.'),
  profile_invalid: meaning(400, EXIT.usage, 'Correct the setting named and try again.'),
  provider_unknown: meaning(400, EXIT.usage, 'Run `latchkey profile add --help` to see the providers.'),
  config_broken: meaning(
    500,
    EXIT.usage,
    'Mend the file named, or move it away and start again; nothing was overwritten.',
  ),
  config_newer: meaning(500, EXIT.usage, 'Update Latchkey, or move the file away; nothing was overwritten.'),
  config_unwritable: meaning(500, EXIT.usage, 'Make room on the disk or mend the permissions of the folder named.'),

  sign_in_needed: meaning(409, EXIT.signInNeeded, 'Run `latchkey login NAME`, or choose Sign in in the tray.'),
  sign_in_cancelled: meaning(409, EXIT.signInNeeded, 'Sign in again when you are ready.'),
  code_expired: meaning(409, EXIT.signInNeeded, 'Sign in again; the new code is valid for a few minutes.'),
  sign_in_denied: meaning(403, EXIT.refused, 'If this was a mistake, sign in again and approve the request.'),
  sign_in_mismatch: meaning(
    502,
    EXIT.refused,
    'Sign in again; if it happens twice, tell the administrator of the provider.',
  ),
  min_ttl_unavailable: meaning(
    409,
    EXIT.refused,
    'Ask for a shorter --min-ttl, or have the provider issue longer tokens.',
  ),
  flow_unsupported: meaning(400, EXIT.refused, 'Choose the other --flow.'),

  role_unknown: meaning(404, EXIT.usage, 'Run `latchkey roles NAME` to see the roles and add one.'),
  role_exists: meaning(409, EXIT.usage, 'Choose another name for the role.'),
  role_forbidden: meaning(
    403,
    EXIT.refused,
    'Ask the administrator of the account for access, or choose another role.',
  ),
  roles_unsupported: meaning(400, EXIT.usage, 'Roles exist for profiles of AWS and Huawei Cloud.'),
  access_token_rejected: meaning(502, EXIT.signInNeeded, 'Sign in again.'),

  clients_unsupported: meaning(400, EXIT.usage, 'Clients are managed with profiles of Ory Hydra.'),
  client_invalid: meaning(400, EXIT.usage, 'Correct the field named and try again; nothing was sent.'),
  client_unknown: meaning(404, EXIT.usage, 'Run `latchkey clients list NAME` to see the clients there are.'),
  client_exists: meaning(409, EXIT.usage, 'Choose another client id, or change that client.'),
  client_secret_unknown: meaning(404, EXIT.usage, 'Make a new one with `latchkey clients rotate-secret NAME ID`.'),
  admin_url_missing: meaning(
    400,
    EXIT.usage,
    'Set it with `latchkey profile edit NAME --admin-url URL`, or give --admin-url.',
  ),
  admin_url_wrong: meaning(
    502,
    EXIT.refused,
    'Give the address of the admin API with --admin-url; it has a port of its own, 4445 unless changed.',
  ),

  provider_refused: meaning(502, EXIT.refused, 'Check the client and the scopes of the profile with the provider.'),
  client_rejected: meaning(502, EXIT.refused, 'Check the client id and secret of the profile.'),
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
    'Give a valid initial access token with --initial-access-token-stdin.',
  ),
  invalid_redirect_uri: meaning(502, EXIT.refused, 'Set a redirect that the provider takes with --redirect-uri.'),
  invalid_client_metadata: meaning(
    502,
    EXIT.refused,
    'Register a client with the provider yourself and set it with --client-id.',
  ),
  invalid_software_statement: meaning(502, EXIT.refused, 'Ask the administrator of the provider for a client id.'),
  unapproved_software_statement: meaning(502, EXIT.refused, 'Ask the administrator of the provider for a client id.'),
  issuer_invalid: meaning(400, EXIT.usage, 'Give the https address of the provider, without query or fragment.'),
  issuer_mismatch: meaning(502, EXIT.refused, 'Use exactly the issuer that the provider publishes.'),
  discovery_failed: meaning(502, EXIT.refused, 'Check the issuer address; it must serve OpenID or OAuth metadata.'),

  provider_unreachable: meaning(
    503,
    EXIT.unreachable,
    'Check the network, VPN and proxy; Latchkey tries again by itself.',
  ),
  provider_error: meaning(503, EXIT.unreachable, 'The provider has trouble; Latchkey tries again by itself.'),
  throttled: meaning(503, EXIT.unreachable, 'Too many requests; Latchkey slows down and tries again by itself.'),
  tls_untrusted: meaning(
    503,
    EXIT.unreachable,
    'If your network has its own CA, set LATCHKEY_CA_FILE (or NODE_EXTRA_CA_CERTS) to its PEM file.',
  ),
  refresh_uncertain: meaning(
    503,
    EXIT.unreachable,
    'The answer to a refresh was lost; Latchkey tries again by itself. If it lasts, sign in again.',
  ),
  loopback_unavailable: meaning(500, EXIT.unreachable, 'Free the port named, or use --flow device.'),
  browser_unavailable: meaning(500, EXIT.unreachable, 'Open the link shown by hand.'),

  agent_not_running: meaning(
    503,
    EXIT.agentNotRunning,
    'Start the Latchkey app, or run `latchkey agent` in another terminal.',
  ),
  agent_already_running: meaning(409, EXIT.notAllowed, 'Use the running one, or stop it first.'),
  vault_locked: meaning(503, EXIT.vault, 'Unlock the keychain of your session and try again.'),
  vault_missing: meaning(
    503,
    EXIT.vault,
    'Start a keychain (on Linux a Secret Service such as gnome-keyring), or choose --vault file.',
  ),
  vault_full: meaning(503, EXIT.vault, 'Make room on the disk; nothing was lost.'),
  vault_failed: meaning(503, EXIT.vault, 'Run `latchkey doctor` to see what the keychain says.'),
  vault_passphrase: meaning(400, EXIT.vault, 'Start again with the passphrase that the vault was made with.'),
  agent_locked: meaning(423, EXIT.notAllowed, 'Unlock it with `latchkey unlock`, or in the window.'),
  agent_not_locked: meaning(409, EXIT.usage, 'Lock it with `latchkey lock`.'),
  lock_passphrase: meaning(403, EXIT.notAllowed, 'Give the passphrase that the agent was locked with.'),
  ask_denied: meaning(
    403,
    EXIT.notAllowed,
    'Ask again and allow it, or change it with `latchkey profile edit NAME --ask never`.',
  ),
  ask_unanswered: meaning(403, EXIT.notAllowed, 'Run the command again and answer the question in the window.'),
  ask_unavailable: meaning(
    403,
    EXIT.notAllowed,
    'Use the desktop app or `latchkey agent --page`, or run `latchkey profile edit NAME --ask never`.',
  ),
  ask_unknown: meaning(404, EXIT.usage, 'It was answered already, or its time was over.'),
  login_unknown: meaning(
    404,
    EXIT.usage,
    'Sign in there once, or map the host to a profile with `latchkey profile edit`.',
  ),
  login_ambiguous: meaning(
    409,
    EXIT.usage,
    'Say which with the user name in the address, https://PROFILE@HOST/, or take one away with `latchkey profile edit`.',
  ),
  forward_exists: meaning(409, EXIT.usage, 'Choose another name, or end that one with Ctrl-C where it runs.'),
  forward_unknown: meaning(404, EXIT.usage, 'Run `latchkey forwards` to see those that are open.'),
  forward_refused: meaning(400, EXIT.refused, 'See the documentation on remote machines, docs/remote.md.'),
  ssh_failed: meaning(503, EXIT.unreachable, 'See the message of ssh above; `ssh HOST` must work by itself.'),
  not_allowed: meaning(403, EXIT.notAllowed, 'Use the command line or the socket of the same user.'),
  folder_unsafe: meaning(
    500,
    EXIT.notAllowed,
    'Remove the folder named, or set LATCHKEY_SOCKET to a folder of your own.',
  ),
  internal: meaning(500, EXIT.internal, 'Please report this with the output of `latchkey doctor`.'),
} as const satisfies Record<string, Meaning>;
