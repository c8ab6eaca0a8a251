/**
 * The shapes of the agent's API. Made by `npm run docs:client` from its OpenAPI document (GET /v1/openapi.json); do not edit.
 */

export type View = {
  overall: 'fine' | 'soon' | 'needs-you' | 'offline' | 'empty';
  profiles: Profile[];
  asks?: Array<{
    id: string;
    profile?: string;
    role?: string;
    login?: string;
    change?: string;
    changes?: Change[];
    program: string;
    executable?: string;
    elsewhere?: boolean;
    chain: string[];
    host?: string;
    can_remember: boolean;
    expires_at: number;
  }>;
  agent: {
    version: string;
    vault: 'keychain' | 'file' | 'memory';
    vault_problem?: Error;
    started_at: number;
    desktop?: boolean;
    locked?: boolean;
  };
};

export type Profile = {
  name: string;
  provider: string;
  provider_title: string;
  display_name: string;
  settings: Record<string, unknown>;
  state: 'signed-out' | 'awaiting-user' | 'active' | 'refreshing' | 'needs-sign-in';
  identity?: {
    subject: string;
    name?: string;
    username?: string;
    email?: string;
  };
  scope?: string;
  expires_at?: number;
  refresh_at?: number;
  sign_in_ends_at?: number;
  renewable: boolean;
  signed_in_at?: number;
  last_refresh_at?: number;
  problem?: Error;
  clock_skew?: number;
  sign_in?: SignIn;
  has_roles?: boolean;
  has_console?: boolean;
  roles?: Role[];
  ask?: 'never' | 'new' | 'always';
  allowed?: Array<{
    program: string;
    opened_by?: string;
    role?: string;
    account_id?: string;
    role_id?: string;
  }>;
  git?: Array<{
    host: string;
    path?: string;
    username?: string;
  }>;
  registries?: Array<{
    host: string;
    path?: string;
    username?: string;
  }>;
  role_listing?: {
    accounts_done: number;
    accounts_total?: number;
  };
};

export type Error = {
  code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  message: string;
  hint: string;
  exit?: number;
};

export type SignIn = {
  id: string;
  flow: 'device' | 'browser';
  phase: 'preparing' | 'waiting' | 'slowed-down' | 'redeeming' | 'approved' | 'denied' | 'expired' | 'failed' | 'cancelled';
  display_name: string;
  user_code?: string;
  verification_uri?: string;
  verification_uri_complete?: string;
  authorization_uri?: string;
  expires_at?: number;
  flows?: Array<'device' | 'browser'>;
  interval?: number;
  error?: Error;
};

export type Role = {
  name: string;
  account_id: string;
  account_name?: string;
  role_id: string;
  expires_at?: number;
  problem?: Error;
};

export type Change = {
  kind: 'ask_never' | 'ask_new' | 'allow' | 'allow_role' | 'allow_many' | 'token_to' | 'token_to_many' | 'cache_bridge' | 'setting' | 'setting_gone' | 'setting_many' | 'secret' | 'role_new' | 'role_new_many' | 'role_gone' | 'profile_gone' | 'profile_new' | 'forward' | 'forward_role' | 'client_new' | 'client_changed' | 'client_gone' | 'client_secret' | 'client_secret_new' | 'client_secret_gone' | 'default_never' | 'default_new' | 'logins_never' | 'logins_new' | 'login_allow';
  name?: string;
  value?: string;
};

export type Problem = {
  /** urn:latchkey:error: and the code */
  type: string;
  title: string;
  status: number;
  /** One plain sentence that names the input. */
  detail: string;
  code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  /** The next thing to do. */
  hint: string;
  /** The exit code for a tool that ends because of this. */
  exit: number;
};

export type DoctorReport = {
  checks: Array<{
    name: string;
    ok: boolean;
    detail: string;
    hint?: string;
  }>;
};

export type Check = {
  ok: boolean;
  /** The name that people know the server by. */
  display_name?: string;
  /** The ways to sign in, preferred first. */
  flows?: Array<'device' | 'browser'>;
  issuer?: string;
  problem?: Error;
};

export type AwsImport = {
  file: string;
  /** False: there is no such file. */
  found: boolean;
  sign_ins: Array<{
    /** The profile that it becomes, or already is. */
    name: string;
    /** The name in the file; absent: the older form. */
    sso_session?: string;
    start_url: string;
    region?: string;
    scopes: string[];
    roles: Array<{
      /** Of the role that it becomes, or already is. */
      name: string;
      /** The name in the file. */
      aws_profile: string;
      account_id: string;
      role_id: string;
      exists: boolean;
    }>;
    /** There is a profile for it; its new roles can still be added. */
    exists: boolean;
  }>;
  problems: Array<{
    line: number;
    message: string;
  }>;
};

export type Token = {
  access_token: string;
  token_type: 'Bearer';
  /** Epoch seconds; absent: unknown. */
  expires_at?: number;
  /** Whole seconds left; absent: unknown. */
  expires_in?: number;
  scope?: string;
  issuer: string;
};

export type AvailableRoles = {
  accounts: Array<{
    id: string;
    name?: string;
    email?: string;
  }>;
  roles: Array<{
    account_id: string;
    /** The `role_id` for a role of the profile. */
    role_id: string;
    /** The name that people know it by. */
    name: string;
  }>;
  /** Epoch seconds at which the provider was asked. */
  listed_at: number;
};

export type RoleCredentials = {
  access_key_id: string;
  secret_access_key: string;
  session_token: string;
  /** RFC 3339, in UTC. */
  expiration: string;
  /** Epoch seconds. */
  expires_at: number;
  account_id: string;
};

export type Link = {
  url: string;
};

export type Clients = {
  clients: Client[];
  /** There is more: pass it as `page` to get the next page. */
  next?: string;
};

export type Client = {
  client: Record<string, unknown>;
  /** True when the vault has its secret; see …/secret. */
  secret_held: boolean;
};

export type ClientSecret = {
  client_id: string;
  client_secret?: string;
  registration_access_token?: string;
};

export type Forward = {
  id: string;
  host: string;
  profiles: string[];
  /** Absolute path. */
  socket: string;
  /** Epoch seconds. */
  opened_at: number;
  /** The process that it ends with. */
  owner?: number;
};

export type ContainerRun = {
  id: string;
  /** AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  url: string;
  /** AWS_CONTAINER_AUTHORIZATION_TOKEN, shown this once. */
  authorization: string;
  /** Epoch seconds; the run ends earlier if its process ends. */
  expires_at: number;
  /** Absent: it ends when it is stopped, or when its time is up. */
  owner_pid?: number;
};

export type Quit = {
  /** The process that ends once it has answered. */
  pid: number;
};

export type AuditEntry = {
  id?: number;
  time: string;
  event: 'token' | 'role-credentials' | 'login' | 'command' | 'ask' | 'lock' | 'unlock' | 'start' | 'stop' | 'lost';
  outcome: 'ok' | 'refused';
  code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  profile?: string;
  role?: string;
  detail?: string;
  door?: 'socket' | 'window' | 'page' | 'tray' | 'container' | 'oidc-agent' | 'forward';
  program?: {
    pid: number;
    name: string;
    executable?: string;
    elsewhere?: boolean;
  };
  processes?: Array<{
    pid: number;
    name: string;
    executable?: string;
    elsewhere?: boolean;
  }>;
  host?: string;
  claim?: string;
  times?: number;
};

export type Settings = {
  language?: 'system' | 'en' | 'de' | 'zh-CN';
  start_at_login?: boolean;
  start_when_needed?: boolean;
  notices?: {
    ending?: boolean;
    failed?: boolean;
    asked?: boolean;
  };
  ask?: 'never' | 'new' | 'always';
  ask_logins?: 'never' | 'new' | 'always';
  logins_allowed?: Array<{
    program: string;
    kind: 'git' | 'docker';
    host: string;
  }>;
  proxy?: string;
  ca_file?: string;
  about: {
    file: string;
    problem?: {
      code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
      message: string;
      hint: string;
      exit?: number;
    };
    can_start_at_login: boolean;
    vault: 'keychain' | 'file' | 'memory';
    environment: {
      proxy?: string;
      ca_file?: string;
    };
  };
};

export type LogLine = {
  /** RFC 3339, UTC, with milliseconds. */
  time: string;
  level: 'info' | 'warn';
  event: string;
  fields: Record<string, string | number | boolean>;
};

export type Diagnosis = {
  made_at: string;
  version: string;
  runtime: Record<string, string>;
  platform: {
    system: string;
    release: string;
    arch: string;
    desktop?: string;
  };
  vault: {
    kind: string;
    problem?: string;
  };
  settings: {
    language?: 'system' | 'en' | 'de' | 'zh-CN';
    start_at_login?: boolean;
    start_when_needed?: boolean;
    notices?: {
      ending?: boolean;
      failed?: boolean;
      asked?: boolean;
    };
    ask?: 'never' | 'new' | 'always';
    ask_logins?: 'never' | 'new' | 'always';
    logins_allowed?: Array<{
      program: string;
      kind: 'git' | 'docker';
      host: string;
    }>;
    proxy?: string;
    ca_file?: string;
    problem?: string;
  };
  /** Names of the variables that are set, without their values. */
  environment: string[];
  profiles: Array<{
    name: string;
    provider: string;
    host?: string;
    state: string;
    renewable: boolean;
    expires_at?: number;
    roles: number;
    ask: string;
    problem?: string;
  }>;
  checks: Array<{
    name: string;
    ok: boolean;
    detail: string;
    hint?: string;
  }>;
  log: Array<{
    /** RFC 3339, UTC, with milliseconds. */
    time: string;
    level: 'info' | 'warn';
    event: string;
    fields: Record<string, string | number | boolean>;
  }>;
  audit: Array<{
    time: string;
    event: 'token' | 'role-credentials' | 'login' | 'command' | 'ask' | 'lock' | 'unlock' | 'start' | 'stop' | 'lost';
    outcome: 'ok' | 'refused';
    code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
    door?: 'socket' | 'window' | 'page' | 'tray' | 'container' | 'oidc-agent' | 'forward';
  }>;
};

export type RefreshEntry = {
  at: number;
  reason: 'start' | 'due' | 'retry' | 'wake' | 'asked' | 'needed' | 'min-ttl' | 'rejected' | 'sign-in';
  min_ttl?: number;
  outcome: 'ok' | 'failed';
  code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'browser_waiting' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  took_ms: number;
  times?: number;
};

/** What a request takes as its body, by method and path. */
export interface Requests {
  'POST /v1/profiles': {
    name: string;
    provider: string;
    /** The provider's own, e.g. issuer, client_id, scopes. */
    settings: Record<string, unknown>;
    ask?: 'never' | 'new' | 'always';
    git?: Array<{
      host: string;
      path?: string;
      username?: string;
    }>;
    registries?: Array<{
      host: string;
      path?: string;
      username?: string;
    }>;
    /** Stored in the vault; never shown again. */
    secrets?: {
      client_secret?: string;
      /** PEM (PKCS #8) or JWK, for private_key_jwt. */
      private_key?: string;
      initial_access_token?: string;
    };
  };
  'PATCH /v1/profiles/{name}': {
    /** Merged over the current ones; null removes one. */
    settings?: Record<string, unknown>;
    /** Stored in the vault; never shown again. */
    secrets?: {
      client_secret?: string;
      /** PEM (PKCS #8) or JWK, for private_key_jwt. */
      private_key?: string;
      initial_access_token?: string;
    };
    /** Who may use the profile and where its token goes; a member replaces the current one, null removes it. */
    uses?: {
      ask?: 'never' | 'new' | 'always' | null;
      allowed?: Array<{
        program: string;
        opened_by?: string;
        role?: string;
        account_id?: string;
        role_id?: string;
      }> | null;
      git?: Array<{
        host: string;
        path?: string;
        username?: string;
      }> | null;
      registries?: Array<{
        host: string;
        path?: string;
        username?: string;
      }> | null;
    };
  };
  'POST /v1/check': {
    provider: string;
    /** As for a new profile; secrets are not needed. */
    settings: Record<string, unknown>;
  };
  'POST /v1/import/aws': {
    /** Names of sign-ins, as listed. */
    names: string[];
  };
  'POST /v1/profiles/{name}/sign-in': {
    flow?: 'device' | 'browser';
    /** Open the link in the system browser at once. */
    open_browser?: boolean;
  };
  'POST /v1/profiles/{name}/roles': {
    name: string;
    account_id: string;
    account_name?: string;
    role_id: string;
  };
  'POST /v1/profiles/{name}/clients': {
    /** Absent: the server creates one, or keeps the current one. */
    client_secret?: string | null;
  };
  'PUT /v1/profiles/{name}/clients/{id}': {
    /** Absent: the server creates one, or keeps the current one. */
    client_secret?: string | null;
  };
  'PATCH /v1/profiles/{name}/clients/{id}': Array<{
    op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
    path: string;
    from?: string;
    value?: unknown;
  }>;
  'PUT /v1/profiles/{name}/clients/{id}/lifespans': Record<string, unknown>;
  'POST /v1/logins': {
    kind: 'git';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the repository's path, where git sends it. */
    path?: string;
    username: string;
    password: string;
    /** When the password expires, in epoch seconds; afterwards it is not given out. */
    expires_at?: number;
    /** Given back with the login, even when its password has expired. */
    refresh_token?: string;
  } | {
    kind: 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the repository's path, where git sends it. */
    path?: string;
    username: string;
    /** Any text. */
    password: string;
  };
  'POST /v1/logins/find': {
    kind: 'git' | 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the repository's path, where git sends it. */
    path?: string;
    /** The wanted user name: that of a stored login, or a profile name. */
    username?: string;
  };
  'POST /v1/logins/erase': {
    kind: 'git' | 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the repository's path, where git sends it. */
    path?: string;
    username?: string;
    /** Only this one; absent: any. */
    password?: string;
    /** Only a login with this one. Ignored if there is a password. */
    refresh_token?: string;
    /** docker: also the tokens that it stores beside the login. */
    beside?: boolean;
  };
  'POST /v1/lock': {
    passphrase: string;
  };
  'POST /v1/unlock': {
    passphrase: string;
  };
  'POST /v1/asks/{id}': {
    answer: 'once' | 'always' | 'no';
  };
  'POST /v1/forwards': {
    /** The other machine or the container, for the audit log and for questions. */
    host: string;
    /** NAME/ROLE for a single role. */
    profiles: string[];
    /** Keeps the path the same each time; absent: a free one. */
    name?: string;
    /** The process that it ends with, where the system does not say who asks. */
    pid?: number;
  };
  'POST /v1/container-runs': {
    profile: string;
    role: string;
    /** The run ends with the process that asks, or with the shell that started it and evaluates its output. */
    owner?: 'caller' | 'shell';
    /** The caller's process id, for systems that do not tell the agent. */
    pid?: number;
  };
  'PATCH /v1/settings': {
    language?: 'system' | 'en' | 'de' | 'zh-CN' | null;
    start_at_login?: boolean | null;
    start_when_needed?: boolean | null;
    notices?: {
      ending?: boolean | null;
      failed?: boolean | null;
      asked?: boolean | null;
    } | null;
    ask?: 'never' | 'new' | 'always' | null;
    ask_logins?: 'never' | 'new' | 'always' | null;
    logins_allowed?: Array<{
      program: string;
      kind: 'git' | 'docker';
      host: string;
    }> | null;
    proxy?: string | null;
    ca_file?: string | null;
  };
}

/** What is answered, by method and path. */
export interface Answers {
  /** Everything that anyone may see, in one answer */
  'GET /v1/status': View;
  /** The View now and after each change, as server-sent events */
  'GET /v1/events': undefined;
  /** The kinds of provider that a profile can have, and well-known providers */
  'GET /v1/providers': {
    providers: Array<{
      kind: string;
      title: string;
    }>;
    presets: Array<{
      name: string;
      title: string;
      /** The provider kind of its profiles. */
      provider: string;
      /** Replaces {tenant} in the settings. */
      tenant?: {
        question: string;
        example: string;
        /** A regular expression for the whole answer. */
        pattern: string;
        /** Used when the answer is empty. */
        otherwise?: string;
      };
      /** Its clients always have a secret. */
      needs_secret: boolean;
      settings: Record<string, unknown>;
      /** Where you create a client; {tenant} as in the settings. */
      clients_at: string;
      notes: Array<{
        text: string;
        source: string;
      }>;
    }>;
  };
  /** Checks this machine and the connection to the providers */
  'GET /v1/doctor': DoctorReport;
  /** All profiles */
  'GET /v1/profiles': {
    profiles: Profile[];
  };
  /** Adds a profile */
  'POST /v1/profiles': Profile;
  /** One profile */
  'GET /v1/profiles/{name}': Profile;
  /** Changes settings or secrets; the sign-in stays unless the issuer, provider or client changed */
  'PATCH /v1/profiles/{name}': Profile;
  /** Signs out and forgets the profile and its registration */
  'DELETE /v1/profiles/{name}': undefined;
  /** Checks the settings and whether the provider answers; changes nothing and registers nothing */
  'POST /v1/check': Check;
  /** The sign-ins in AWS's configuration file, and which of them are already profiles */
  'GET /v1/import/aws': AwsImport;
  /** Adds the given sign-ins as profiles, with their roles; existing ones are left alone */
  'POST /v1/import/aws': {
    /** Profiles that are new, or have new roles. */
    added: string[];
    problems: Array<{
      line: number;
      message: string;
    }>;
  };
  /** Starts an OpenID provider on this machine to try Latchkey with, in memory only, and adds its profile */
  'POST /v1/sandbox': Profile;
  /** Starts a sign-in, or joins the one in progress; `sign_in` has the code and the link */
  'POST /v1/profiles/{name}/sign-in': Profile;
  /** Signs out: revokes the tokens where the provider allows it, and forgets them */
  'DELETE /v1/profiles/{name}/sign-in': {
    /** True when the provider confirmed the revocation. */
    revoked: boolean;
    profile: Profile;
  };
  /** Opens the link of the current sign-in in the system browser again */
  'POST /v1/profiles/{name}/sign-in/open': undefined;
  /** Ends the sign-in in progress; the former sign-in, if any, stays */
  'POST /v1/profiles/{name}/sign-in/cancel': Profile;
  /** An access token with at least `min_ttl` seconds left; on the socket only */
  'GET /v1/profiles/{name}/token': Token;
  /** Refreshes now, however much time is left */
  'POST /v1/profiles/{name}/refresh': Profile;
  /** Copies an access token to the clipboard; only in the desktop app's window */
  'POST /v1/profiles/{name}/copy-token': undefined;
  /** The roles of a profile */
  'GET /v1/profiles/{name}/roles': {
    roles: Role[];
  };
  /** Adds a role to a profile */
  'POST /v1/profiles/{name}/roles': Profile;
  /** All accounts and roles that the sign-in may use; can take minutes, with progress in /v1/events */
  'GET /v1/profiles/{name}/available-roles': AvailableRoles;
  /** Removes a role from a profile */
  'DELETE /v1/profiles/{name}/roles/{role}': Profile;
  /** A role's credentials with at least `min_ttl` seconds left; on the socket only */
  'GET /v1/profiles/{name}/roles/{role}/credentials': RoleCredentials;
  /** The address of the cloud's console in this role; it contains no secret */
  'GET /v1/profiles/{name}/roles/{role}/console': Link;
  /** Opens the cloud's console in this role in the system browser */
  'POST /v1/profiles/{name}/roles/{role}/console': undefined;
  /** The OAuth clients of the admin API, a page at a time */
  'GET /v1/profiles/{name}/clients': Clients;
  /** Creates an OAuth client; its secret goes to the vault */
  'POST /v1/profiles/{name}/clients': Client;
  /** One client */
  'GET /v1/profiles/{name}/clients/{id}': Client;
  /** Replaces a client; an absent field goes back to its default */
  'PUT /v1/profiles/{name}/clients/{id}': Client;
  /** Changes parts of a client with a JSON Patch */
  'PATCH /v1/profiles/{name}/clients/{id}': Client;
  /** Deletes a client at the provider, and its secrets here */
  'DELETE /v1/profiles/{name}/clients/{id}': undefined;
  /** Sets how long a client's tokens live, all lifespans at once */
  'PUT /v1/profiles/{name}/clients/{id}/lifespans': Client;
  /** Creates a new secret, which goes to the vault; the former one stays valid until it is dropped */
  'POST /v1/profiles/{name}/clients/{id}/rotate-secret': Client;
  /** Invalidates all secrets before the current one */
  'DELETE /v1/profiles/{name}/clients/{id}/former-secrets': undefined;
  /** A client's secrets in the vault; on the socket only */
  'GET /v1/profiles/{name}/clients/{id}/secret': ClientSecret;
  /** Servers with a stored login, and servers mapped to profiles that are signed in; no passwords */
  'GET /v1/logins': {
    logins: Array<{
      kind: 'git' | 'docker';
      /** As that kind of tool writes it. */
      server: string;
      path?: string;
      username: string;
      source: 'profile' | 'stored';
      profile?: string;
    }>;
  };
  /** Stores a login in the vault */
  'POST /v1/logins': {
    /** False: it is a profile's token, which is not stored twice. */
    stored: boolean;
  };
  /** User name and password for a server: the token of the profile that serves it, else a stored login */
  'POST /v1/logins/find': {
    username: string;
    /** Absent: it has expired, and a git helper can refresh it. */
    password?: string;
    /** Belongs to the git helper that signed in. */
    refresh_token?: string;
    /** Epoch seconds; absent: unknown. */
    expires_at?: number;
    source: 'profile' | 'stored';
    profile?: string;
    /** True: the server also accepts it as a Bearer token. */
    bearer?: boolean;
  };
  /** A server refused it: forgets a stored login, or refreshes a profile's current token */
  'POST /v1/logins/erase': {
    /** How many stored logins were forgotten. */
    erased: number;
    /** True: it was a profile's current token, and the profile has a new one. */
    renewed: boolean;
  };
  /** Locks the agent: no token, no credentials and no change until it is unlocked; sign-ins stay alive */
  'POST /v1/lock': undefined;
  /** Unlocks the agent; each wrong passphrase delays the next answer */
  'POST /v1/unlock': undefined;
  /** Answers a question; only in the window and its page */
  'POST /v1/asks/{id}': undefined;
  /** The limited sockets that are open */
  'GET /v1/forwards': {
    forwards: Forward[];
  };
  /** Opens a socket that gives tokens and credentials of the given profiles and accepts no commands */
  'POST /v1/forwards': Forward;
  /** Closes a limited socket */
  'DELETE /v1/forwards/{id}': undefined;
  /** Opens an endpoint where AWS's tools get a role's credentials for as long as a process lives */
  'POST /v1/container-runs': ContainerRun;
  /** Ends a run: its value no longer works */
  'DELETE /v1/container-runs/{id}': undefined;
  /** Ends the agent; until a person starts it again, no helper does in this session */
  'POST /v1/quit': Quit;
  /** A new link to the headless agent's page, which works once; that page cannot answer questions */
  'POST /v1/page': Link;
  /** The newest entries of the audit log, oldest first; with `after`, the entries that follow that one */
  'GET /v1/audit': {
    entries: AuditEntry[];
  };
  /** The settings for the whole program; an absent one has its default */
  'GET /v1/settings': Settings;
  /** Changes the given settings; null resets one to its default */
  'PATCH /v1/settings': Settings;
  /** The newest lines of the log, oldest first; the log never holds a secret */
  'GET /v1/log': {
    lines: LogLine[];
  };
  /** What helps others to help you: versions, checks, log and outcomes, without names, people or secrets */
  'GET /v1/diagnosis': Diagnosis;
  /** A profile's last refreshes since the agent started, newest first */
  'GET /v1/profiles/{name}/history': {
    refreshes: RefreshEntry[];
  };
  /** This document */
  'GET /v1/openapi.json': Record<string, unknown>;
}
