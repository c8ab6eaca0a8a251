/**
 * What well-known git servers and registries expect beside an access token, as data. `*` stands for one label of a
 * name. `issuer`: profiles that sign in there serve the host without a mapping. No registry has one: container tools
 * send a login even when none is needed, and a token without read access would break requests that work without one.
 */
import type { LoginKind } from '../answers.ts';

export interface KnownHost {
  readonly kind: LoginKind;
  readonly host: string;
  /** The user name that goes with a token as the password. */
  readonly username: string;
  /** Accepts the token as Bearer if the tool can send it that way. */
  readonly bearer?: true;
  readonly issuer?: string;
}

const GITHUB = 'https://github.com';
const GITLAB = 'https://gitlab.com';

export const KNOWN_HOSTS: readonly KnownHost[] = [
  // docs.github.com, “Authenticating as a GitHub App installation”: https://x-access-token:TOKEN@github.com/owner/repo.git
  { kind: 'git', host: 'github.com', username: 'x-access-token', issuer: GITHUB },
  { kind: 'git', host: 'gist.github.com', username: 'x-access-token', issuer: GITHUB },
  // docs.gitlab.com/api/oauth2, “Access Git over HTTPS with access token”; needed before gitlab-org/gitlab!152282. Basic only: gitlab-org/gitlab#409822.
  { kind: 'git', host: 'gitlab.com', username: 'oauth2', issuer: GITLAB },
  // learn.microsoft.com/vcpkg/users/authentication: Bearer for systems such as dev.azure.com. Older git sends Basic, as git-credential-azure does.
  { kind: 'git', host: 'dev.azure.com', username: 'oauth2', bearer: true },
  { kind: 'git', host: '*.visualstudio.com', username: 'oauth2', bearer: true },
  // confluence.atlassian.com/bitbucket/oauth-endpoint-300220600.html, “Cloning a repository”: https://x-token-auth:{access_token}@bitbucket.org/user/repo.git
  { kind: 'git', host: 'bitbucket.org', username: 'x-token-auth' },
  // docs.github.com, “Working with the Container registry”: the token is the password; any user name is accepted with
  // it.
  { kind: 'docker', host: 'ghcr.io', username: 'x-access-token' },
  // docs.cloud.google.com/artifact-registry/docs/docker/authentication#token: the user name is oauth2accesstoken.
  { kind: 'docker', host: '*.pkg.dev', username: 'oauth2accesstoken' },
  { kind: 'docker', host: 'gcr.io', username: 'oauth2accesstoken' },
  { kind: 'docker', host: '*.gcr.io', username: 'oauth2accesstoken' },
  // Not *.azurecr.io: it accepts no access token of Microsoft Entra, only its own, which that is exchanged for
  // (azure.github.io/acr/AAD-OAuth.html). Not registry.gitlab.com: it does not list OAuth tokens among those it accepts
  // (docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry, gitlab-foss#39641).
];

/** Most servers that accept an OAuth token as a password require this name, or ignore it. */
export const USUAL_USERNAME = 'oauth2';
