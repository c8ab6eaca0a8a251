/** Which profile's token goes to a server: mappings, wildcards, paths, and the token's own provider. */
import { describe, expect, it } from 'vitest';
import { loginPlace, serverName } from '../../../src-main/core/logins/login-place.ts';
import { servings } from '../../../src-main/core/logins/token-hosts.ts';
import { Profile, type TokenHost } from '../../../src-main/core/profile.ts';

function profile(name: string, git: TokenHost[], issuer = `https://${name}.example.org`, registries: TokenHost[] = []) {
  return Profile.parse({ name, provider: 'oidc', settings: { issuer }, git, registries });
}

const git = (host: string, path?: string) => loginPlace('git', host, path);
const mapped = (profiles: Profile[], host: string, path?: string, username?: string) =>
  servings(profiles, git(host, path), username).mapped.map(({ profile: name }) => name);

describe('mapped servers', () => {
  it('match by full name and port', () => {
    const work = profile('work', [{ host: 'git.example.com:8443' }]);
    expect(mapped([work], 'GIT.example.com:8443')).toEqual(['work']);
    expect(mapped([work], 'git.example.com')).toEqual([]);
    expect(mapped([profile('work', [{ host: 'git.example.com' }])], 'git.example.com:443')).toEqual(['work']);
  });

  it('a wildcard matches one whole label, and a full name takes precedence', () => {
    const all = profile('all', [{ host: '*.example.com' }]);
    const one = profile('one', [{ host: 'git.example.com' }]);
    expect(mapped([all], 'git.example.com')).toEqual(['all']);
    expect(mapped([all], 'a.git.example.com')).toEqual([]);
    expect(mapped([all], 'example.com')).toEqual([]);
    expect(mapped([all], 'evil-example.com')).toEqual([]);
    expect(mapped([all, one], 'git.example.com')).toEqual(['one']);
  });

  it.each(['*', '*.com', '*.com:8443', 'git*.example.com', '*git.example.com', 'git.*', 'Git.example.com', 'a b'])(
    'refuses the mapping %s',
    (host) => {
      expect(() => profile('work', [{ host }])).toThrow();
    },
  );

  it('a path matches by whole segments; the longest wins; a request without a path matches only mappings without one', () => {
    const org = profile('org', [{ host: 'git.example.com', path: 'org' }]);
    const repo = profile('repo', [{ host: 'git.example.com', path: 'org/repo' }]);
    const rest = profile('rest', [{ host: 'git.example.com' }]);
    const all = [org, repo, rest];
    expect(mapped(all, 'git.example.com', 'org/repo.git')).toEqual(['repo']);
    expect(mapped(all, 'git.example.com', '/org/repo/')).toEqual(['repo']);
    expect(mapped(all, 'git.example.com', 'org/repository.git')).toEqual(['org']);
    expect(mapped(all, 'git.example.com', 'organisation/x.git')).toEqual(['rest']);
    expect(mapped(all, 'git.example.com')).toEqual(['rest']);
    expect(mapped([org], 'git.example.com', 'org/../other/x.git')).toEqual([]);
    expect(mapped([org], 'git.example.com', 'org/%2e%2E/other/x.git')).toEqual([]);
  });

  it.each([
    'org/x%2f..%2f..%2fother/y.git',
    'org/x%2F%2e%2e%2F..%2fother',
    'org/..%2fother/x.git',
    'org/%2e%2e%2fother',
    'org/.%2e/other',
    'org/..\\other',
    'org/..%5cother',
    'org/%252e%252e/other',
    'org/x%252f..%252fother',
    'org/%25252e./other',
    'org/..;a=b/other',
    'org/..%3Ba/other',
    'org/.%09./other',
    'org/..%00/other',
    'org/%c0%ae%c0%ae/other',
    'org/..%c0%afother',
    'org/..%e0%80%afother',
    'org/%u002e%u002e/other',
    'org/./x',
  ])('security 18: a mapping with a path does not match %s, which a server may read as another path', (path) => {
    const org = profile('org', [{ host: 'git.example.com', path: 'org' }]);
    expect(mapped([org], 'git.example.com', path)).toEqual([]);
  });

  it.each(['org/a..b/x.git', 'org/.github', 'org/...', 'org/100%25', 'org/a%20b', 'org/caf%C3%A9', 'org/Ã', 'org/%zz'])(
    'security 18: it matches %s',
    (path) => {
      const org = profile('org', [{ host: 'git.example.com', path: 'org' }]);
      expect(mapped([org], 'git.example.com', path)).toEqual(['org']);
    },
  );

  it('two equal matches are both returned; the user name decides', () => {
    const both = [
      profile('a', [{ host: 'git.example.com' }]),
      profile('b', [{ host: 'git.example.com', username: 'bee' }]),
    ];
    expect(mapped(both, 'git.example.com')).toEqual(['a', 'b']);
    expect(mapped(both, 'git.example.com', undefined, 'a')).toEqual(['a']);
    expect(mapped(both, 'git.example.com', undefined, 'bee')).toEqual(['b']);
    expect(mapped(both, 'git.example.com', undefined, 'someone')).toEqual(['a', 'b']);
  });
});

describe('servers without a mapping', () => {
  const implied = (issuer: string, place = git('github.com')) =>
    servings([profile('p', [], issuer)], place).implied.map(({ username }) => username);

  it.each([
    ['https://github.com', 'git', 'github.com', 'x-access-token'],
    ['https://github.com', 'git', 'gist.github.com', 'x-access-token'],
    ['https://gitlab.com', 'git', 'gitlab.com', 'oauth2'],
    ['https://git.company.example', 'git', 'git.company.example', 'oauth2'],
  ] as const)('a token of %s goes to the %s server %s', (issuer, kind, host, username) => {
    expect(implied(issuer, loginPlace(kind, host))).toEqual([username]);
  });

  it.each([
    ['https://github.com.evil.example', 'git', 'github.com'],
    ['https://evil.example/github.com', 'git', 'github.com'],
    ['http://github.com', 'git', 'github.com'],
    ['https://github.com', 'docker', 'ghcr.io'],
    ['https://login.company.example', 'git', 'git.company.example'],
    ['https://git.company.example', 'docker', 'git.company.example'],
    ['https://git.company.example', 'git', 'git.company.example:8443'],
  ] as const)('a token of %s does not go to the %s server %s', (issuer, kind, host) => {
    expect(implied(issuer, loginPlace(kind, host))).toEqual([]);
  });

  it('two accounts at one provider are distinguished by profile name', () => {
    const two = [profile('home', [], 'https://github.com'), profile('work', [], 'https://github.com')];
    expect(servings(two, git('github.com')).implied).toHaveLength(2);
    expect(servings(two, git('github.com'), 'work').implied).toEqual([
      { profile: 'work', username: 'x-access-token', bearer: false },
    ]);
  });

  it.each([
    ['bitbucket.org', 'x-token-auth', false],
    ['dev.azure.com', 'oauth2', true],
    ['my-org.visualstudio.com', 'oauth2', true],
    ['git.example.com', 'oauth2', false],
  ])('with the token, %s needs the user name %s', (host, username, bearer) => {
    expect(servings([profile('p', [{ host }])], git(host)).mapped).toEqual([{ profile: 'p', username, bearer }]);
  });

  it.each([
    ['ghcr.io', 'x-access-token'],
    ['europe-docker.pkg.dev', 'oauth2accesstoken'],
    ['eu.gcr.io', 'oauth2accesstoken'],
    ['registry.example.com', 'oauth2'],
  ])('the registry %s needs the user name %s', (host, username) => {
    const p = profile('p', [], undefined, [{ host }]);
    expect(servings([p], loginPlace('docker', host)).mapped).toMatchObject([{ username }]);
  });

  it('the mapping’s user name takes precedence', () => {
    const work = profile('work', [{ host: 'github.com', username: 'ada' }]);
    expect(servings([work], git('github.com')).mapped[0]).toMatchObject({ username: 'ada' });
  });
});

describe('registry names', () => {
  it.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['index.docker.io', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['https://GHCR.io', 'ghcr.io'],
    ['https://registry.example.com:5000/v2/', 'registry.example.com:5000'],
    ['registry.example.com/', 'registry.example.com'],
    ['registry.example.com:443', 'registry.example.com'],
    ['localhost:5000', 'localhost:5000'],
    ['[::1]:5000', '[::1]:5000'],
  ])('%s is %s', (server, host) => {
    expect(loginPlace('docker', server).host).toBe(host);
  });

  it.each(['http://registry.example.com', '', 'https://', 'a b', 'x@registry.example.com', 'a\nb', '-x'])(
    'refuses %j',
    (server) => {
      expect(() => loginPlace('docker', server)).toThrow(expect.objectContaining({ code: 'request_malformed' }));
    },
  );

  it('Docker Hub is listed by the name docker uses', () => {
    expect(serverName(loginPlace('docker', 'docker.io'))).toBe('https://index.docker.io/v1/');
    expect(serverName(loginPlace('docker', 'ghcr.io'))).toBe('ghcr.io');
  });
});
