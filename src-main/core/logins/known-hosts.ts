/**
 * What well-known git servers and registries want beside an access token, as data. `*` stands for one label of a name.
 * `issuer`: profiles that sign in there serve the host without being told so. No registry has one: container tools send a
 * login also where none is wanted, and a token that may not read there would end what goes without one.
 */
import type { LoginKind } from '../answers.ts';

export interface KnownHost {
  readonly kind: LoginKind;
  readonly host: string;
  /** The user name that goes with a token as the password. */
  readonly username: string;
  /** Takes the token as Bearer, where the tool can send it so. */
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
  // docs.github.com, “Working with the Container registry”: the token is the password; any user name is taken with it.
  { kind: 'docker', host: 'ghcr.io', username: 'x-access-token' },
  // docs.cloud.google.com/artifact-registry/docs/docker/authentication#token: the user name is oauth2accesstoken.
  { kind: 'docker', host: '*.pkg.dev', username: 'oauth2accesstoken' },
  { kind: 'docker', host: 'gcr.io', username: 'oauth2accesstoken' },
  { kind: 'docker', host: '*.gcr.io', username: 'oauth2accesstoken' },
  // Not *.azurecr.io: it takes no access token of Microsoft Entra, only its own, for which that is exchanged
  // (azure.github.io/acr/AAD-OAuth.html). Not registry.gitlab.com: OAuth tokens are not among what it takes
  // (docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry, gitlab-foss#39641).
];

/** What servers that take an OAuth token as a password mostly ask for, or do not look at. */
export const USUAL_USERNAME = 'oauth2';
