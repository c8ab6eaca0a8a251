/**
 * The shapes of the agent's API. Made by `npm run docs:client` from its OpenAPI document (GET /v1/openapi.json); do not edit.
 */

export type View = {
  overall: 'fine' | 'soon' | 'needs-you' | 'offline' | 'empty';
  profiles: Profile[];
  asks?: Array<{
    id: string;
    profile: string;
    role?: string;
    change?: string;
    program: string;
    executable?: string;
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
    role?: string;
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
  code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
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

export type Problem = {
  /** urn:latchkey:error: and the code */
  type: string;
  title: string;
  status: number;
  /** One plain sentence that names the input. */
  detail: string;
  code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  /** The next thing to do. */
  hint: string;
  /** Process exit code for a tool that ends because of this. */
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
  /** How people know the server. */
  display_name?: string;
  /** The ways to sign in, the preferred one first. */
  flows?: Array<'device' | 'browser'>;
  issuer?: string;
  problem?: Error;
};

export type AwsImport = {
  file: string;
  /** False: there is no such file. */
  found: boolean;
  sign_ins: Array<{
    /** Of the profile that it becomes, or already is. */
    name: string;
    start_url: string;
    region?: string;
    scopes: string[];
    roles: Array<{
      name: string;
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
  /** Whole seconds of life left; absent: unknown. */
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
    /** What a role of the profile needs as its role_id. */
    role_id: string;
    /** What people call it. */
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

export type Clients = {
  clients: Client[];
  /** There is more: ask again with it as `page`. */
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
  /** The process with which it goes. */
  owner?: number;
};

export type ContainerRun = {
  id: string;
  /** AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  url: string;
  /** AWS_CONTAINER_AUTHORIZATION_TOKEN, shown this once. */
  authorization: string;
  /** Epoch seconds; the run ends earlier with its process. */
  expires_at: number;
  /** Absent: it ends when it is ended, or with its time. */
  owner_pid?: number;
};

export type AuditEntry = {
  id?: number;
  time: string;
  event: 'token' | 'role-credentials' | 'login' | 'command' | 'ask' | 'lock' | 'unlock' | 'start' | 'stop' | 'lost';
  outcome: 'ok' | 'refused';
  code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
  profile?: string;
  role?: string;
  detail?: string;
  door?: 'socket' | 'window' | 'page' | 'tray' | 'container' | 'oidc-agent' | 'forward';
  program?: {
    pid: number;
    name: string;
    executable?: string;
  };
  processes?: Array<{
    pid: number;
    name: string;
    executable?: string;
  }>;
  host?: string;
  claim?: string;
};

export type Settings = {
  language?: 'system' | 'en' | 'de' | 'zh-CN';
  start_at_login?: boolean;
  notices?: {
    ending?: boolean;
    failed?: boolean;
    asked?: boolean;
  };
  ask?: 'never' | 'new' | 'always';
  proxy?: string;
  ca_file?: string;
  about: {
    file: string;
    problem?: {
      code: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
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
    notices?: {
      ending?: boolean;
      failed?: boolean;
      asked?: boolean;
    };
    ask?: 'never' | 'new' | 'always';
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
    code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
    door?: 'socket' | 'window' | 'page' | 'tray' | 'container' | 'oidc-agent' | 'forward';
  }>;
};

export type RefreshEntry = {
  at: number;
  reason: 'start' | 'due' | 'retry' | 'wake' | 'asked' | 'needed' | 'min-ttl' | 'rejected' | 'sign-in';
  min_ttl?: number;
  outcome: 'ok' | 'failed';
  code?: 'usage' | 'request_malformed' | 'request_too_large' | 'not_found' | 'profile_unknown' | 'profile_exists' | 'profile_invalid' | 'provider_unknown' | 'config_broken' | 'config_newer' | 'config_unwritable' | 'sign_in_needed' | 'sign_in_cancelled' | 'code_expired' | 'sign_in_denied' | 'sign_in_mismatch' | 'min_ttl_unavailable' | 'flow_unsupported' | 'role_unknown' | 'role_exists' | 'role_forbidden' | 'roles_unsupported' | 'access_token_rejected' | 'clients_unsupported' | 'client_invalid' | 'client_unknown' | 'client_exists' | 'client_secret_unknown' | 'admin_url_missing' | 'admin_url_wrong' | 'provider_refused' | 'client_rejected' | 'invalid_scope' | 'registration_disabled' | 'registration_refused' | 'registration_unauthorized' | 'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement' | 'issuer_invalid' | 'issuer_mismatch' | 'discovery_failed' | 'provider_unreachable' | 'provider_error' | 'throttled' | 'tls_untrusted' | 'refresh_uncertain' | 'loopback_unavailable' | 'browser_unavailable' | 'agent_not_running' | 'agent_already_running' | 'vault_locked' | 'vault_missing' | 'vault_full' | 'vault_failed' | 'vault_passphrase' | 'agent_locked' | 'agent_not_locked' | 'lock_passphrase' | 'ask_denied' | 'ask_unanswered' | 'ask_unavailable' | 'ask_unknown' | 'login_unknown' | 'login_ambiguous' | 'forward_exists' | 'forward_unknown' | 'forward_refused' | 'ssh_failed' | 'not_allowed' | 'folder_unsafe' | 'internal';
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
    /** Go to the vault; never shown again. */
    secrets?: {
      client_secret?: string;
      /** PEM (PKCS #8) or JWK, for private_key_jwt. */
      private_key?: string;
      initial_access_token?: string;
    };
  };
  'PATCH /v1/profiles/{name}': {
    /** Merged over the present ones; null removes one. */
    settings?: Record<string, unknown>;
    /** Go to the vault; never shown again. */
    secrets?: {
      client_secret?: string;
      /** PEM (PKCS #8) or JWK, for private_key_jwt. */
      private_key?: string;
      initial_access_token?: string;
    };
    /** Who may use the profile and where its token goes; a member replaces, null removes. */
    uses?: {
      ask?: 'never' | 'new' | 'always' | null;
      allowed?: Array<{
        program: string;
        role?: string;
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
    /** Of the sign-ins, as they were listed. */
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
    /** Absent: the server makes one, or keeps the present one. */
    client_secret?: string | null;
  };
  'PUT /v1/profiles/{name}/clients/{id}': {
    /** Absent: the server makes one, or keeps the present one. */
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
    kind: 'git' | 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the path of the repository, where git tells it. */
    path?: string;
    username: string;
    password: string;
  };
  'POST /v1/logins/find': {
    kind: 'git' | 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the path of the repository, where git tells it. */
    path?: string;
    /** Wanted: of a stored login, or the name of a profile. */
    username?: string;
  };
  'POST /v1/logins/erase': {
    kind: 'git' | 'docker';
    /** A host with its port, or (docker) the URL of a registry. */
    server: string;
    /** git only: the path of the repository, where git tells it. */
    path?: string;
    username?: string;
    /** Only this one; absent: whichever it is. */
    password?: string;
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
    /** A role alone as NAME/ROLE. */
    profiles: string[];
    /** Makes the path the same each time; absent: one that is free. */
    name?: string;
    /** The process with which it goes, where the system does not tell who asks. */
    pid?: number;
  };
  'POST /v1/container-runs': {
    profile: string;
    role: string;
    /** The run ends with the process that asks, or with the shell that started it and evaluates its output. */
    owner?: 'caller' | 'shell';
    /** The process id of the one who asks, for systems that do not tell the agent. */
    pid?: number;
  };
  'PATCH /v1/settings': {
    language?: 'system' | 'en' | 'de' | 'zh-CN' | null;
    start_at_login?: boolean | null;
    notices?: {
      ending?: boolean | null;
      failed?: boolean | null;
      asked?: boolean | null;
    } | null;
    ask?: 'never' | 'new' | 'always' | null;
    proxy?: string | null;
    ca_file?: string | null;
  };
}

/** What is answered, by method and path. */
export interface Answers {
  /** Everything that may be seen, at once */
  'GET /v1/status': View;
  /** The View at once and again on each change, as server-sent events */
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
      /** The kind of provider that a profile of it has. */
      provider: string;
      /** Takes the place of {tenant} in the settings. */
      tenant?: {
        question: string;
        example: string;
        /** A regular expression for the whole answer. */
        pattern: string;
        /** Taken when nothing is said. */
        otherwise?: string;
      };
      /** Its clients have a secret in any case. */
      needs_secret: boolean;
      settings: Record<string, unknown>;
      notes: Array<{
        text: string;
        source: string;
      }>;
    }>;
  };
  /** Looks for what is wrong on this machine and on the way to the providers */
  'GET /v1/doctor': DoctorReport;
  /** All profiles */
  'GET /v1/profiles': {
    profiles: Profile[];
  };
  /** Adds a profile */
  'POST /v1/profiles': Profile;
  /** One profile */
  'GET /v1/profiles/{name}': Profile;
  /** Changes settings or secrets; the sign-in stays unless issuer, provider or client changed */
  'PATCH /v1/profiles/{name}': Profile;
  /** Signs out and forgets the profile and its registration */
  'DELETE /v1/profiles/{name}': undefined;
  /** Are these settings in order, and does the provider answer? Changes nothing and registers nothing */
  'POST /v1/check': Check;
  /** The sign-ins that AWS's configuration file tells of, and which of them are profiles already */
  'GET /v1/import/aws': AwsImport;
  /** Adds the named sign-ins as profiles, with their roles; what is there already is left alone */
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
  /** Signs out: revokes at the provider as far as it lets us, and forgets the tokens */
  'DELETE /v1/profiles/{name}/sign-in': {
    /** True when the provider confirmed the revocation. */
    revoked: boolean;
    profile: Profile;
  };
  /** Opens the link of the sign-in in progress in the system browser again */
  'POST /v1/profiles/{name}/sign-in/open': undefined;
  /** Ends the sign-in in progress; the former sign-in, if any, stays */
  'POST /v1/profiles/{name}/sign-in/cancel': Profile;
  /** An access token with at least `min_ttl` seconds of life; on the socket only */
  'GET /v1/profiles/{name}/token': Token;
  /** Refreshes now, whatever life is left */
  'POST /v1/profiles/{name}/refresh': Profile;
  /** The roles of a profile */
  'GET /v1/profiles/{name}/roles': {
    roles: Role[];
  };
  /** Adds a role to a profile */
  'POST /v1/profiles/{name}/roles': Profile;
  /** All accounts and roles that the sign-in may use; may take minutes, with progress in /v1/events */
  'GET /v1/profiles/{name}/available-roles': AvailableRoles;
  /** Takes a role away from a profile */
  'DELETE /v1/profiles/{name}/roles/{role}': Profile;
  /** Credentials of a role with at least `min_ttl` seconds of life; on the socket only */
  'GET /v1/profiles/{name}/roles/{role}/credentials': RoleCredentials;
  /** Opens the cloud's console in this role in the system browser */
  'POST /v1/profiles/{name}/roles/{role}/console': undefined;
  /** The OAuth clients that the admin API has, a page at a time */
  'GET /v1/profiles/{name}/clients': Clients;
  /** Creates an OAuth client; its secret goes to the vault */
  'POST /v1/profiles/{name}/clients': Client;
  /** One client */
  'GET /v1/profiles/{name}/clients/{id}': Client;
  /** Replaces a client; a field that is absent goes back to its default */
  'PUT /v1/profiles/{name}/clients/{id}': Client;
  /** Changes parts of a client with a JSON Patch */
  'PATCH /v1/profiles/{name}/clients/{id}': Client;
  /** Deletes a client, here and there */
  'DELETE /v1/profiles/{name}/clients/{id}': undefined;
  /** Sets how long the tokens of a client live, all lifespans at once */
  'PUT /v1/profiles/{name}/clients/{id}/lifespans': Client;
  /** Makes a new secret, which goes to the vault; the former one stays valid until it is dropped */
  'POST /v1/profiles/{name}/clients/{id}/rotate-secret': Client;
  /** Ends the validity of the secrets before the present one */
  'DELETE /v1/profiles/{name}/clients/{id}/former-secrets': undefined;
  /** What the vault holds of a client; on the socket only */
  'GET /v1/profiles/{name}/clients/{id}/secret': ClientSecret;
  /** Servers with a stored login, and servers mapped to profiles that are signed in; no passwords */
  'GET /v1/logins': {
    logins: Array<{
      kind: 'git' | 'docker';
      /** As the tools of that kind write it. */
      server: string;
      path?: string;
      username: string;
      source: 'profile' | 'stored';
      profile?: string;
    }>;
  };
  /** Keeps a login in the vault */
  'POST /v1/logins': {
    /** False: it is the token of a profile, which is not kept twice. */
    stored: boolean;
  };
  /** User name and password for a server: the token of the profile that serves it, else what was stored */
  'POST /v1/logins/find': {
    username: string;
    password: string;
    /** Epoch seconds; absent: unknown. */
    expires_at?: number;
    source: 'profile' | 'stored';
    profile?: string;
    /** True: the server takes it as Bearer, too. */
    bearer?: boolean;
  };
  /** A server refused it: a stored login is forgotten, the present token of a profile is renewed */
  'POST /v1/logins/erase': {
    /** How many stored logins were forgotten. */
    erased: number;
    /** True: it was the present token of a profile, which has a new one. */
    renewed: boolean;
  };
  /** Locks the agent: no token, no credentials and no change until it is unlocked; sign-ins are kept alive */
  'POST /v1/lock': undefined;
  /** Unlocks the agent; a wrong passphrase is answered the later, the more there were */
  'POST /v1/unlock': undefined;
  /** Answers a question; in the window and its page only */
  'POST /v1/asks/{id}': undefined;
  /** The limited sockets that are open */
  'GET /v1/forwards': {
    forwards: Forward[];
  };
  /** Makes a socket that gives tokens and credentials of the profiles named and takes no command */
  'POST /v1/forwards': Forward;
  /** Closes a limited socket */
  'DELETE /v1/forwards/{id}': undefined;
  /** Makes an endpoint from which AWS's tools get the credentials of a role as long as a process lives */
  'POST /v1/container-runs': ContainerRun;
  /** Ends a run: its value opens nothing any more */
  'DELETE /v1/container-runs/{id}': undefined;
  /** The newest entries of the audit log, oldest first; with `after` those that follow an entry */
  'GET /v1/audit': {
    entries: AuditEntry[];
  };
  /** What is set for the whole program; what is absent has its default */
  'GET /v1/settings': Settings;
  /** Changes what is named; null takes a setting back to its default */
  'PATCH /v1/settings': Settings;
  /** The newest lines of the log, oldest first; the log never holds a secret */
  'GET /v1/log': {
    lines: LogLine[];
  };
  /** What helps others to help: versions, checks, log and outcomes, without names, people and secrets */
  'GET /v1/diagnosis': Diagnosis;
  /** The last refreshes of a profile since the agent was started, newest first */
  'GET /v1/profiles/{name}/history': {
    refreshes: RefreshEntry[];
  };
  /** This document */
  'GET /v1/openapi.json': Record<string, unknown>;
}
