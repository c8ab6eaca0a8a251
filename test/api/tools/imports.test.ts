/** Importing AWS's configuration through the API: what it offers, what it adds, and what it reports about the rest. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAwsConfig } from '../../../src-main/adapters/aws/config-file.ts';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { AwsImportedResponse, AwsImportResponse } from '../../../src-main/api/schemas/import-schemas.ts';
import { Problem } from '../../../src-main/api/schemas/schemas.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { profileView } from '../../support/engine/fake-views.ts';

const CONFIG = `[default]
region = eu-central-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

[profile prod-admin]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Administrator

[profile lost]
sso_session = nowhere

[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'latchkey-import-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(text: string): void {
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), text);
}

function api() {
  const agent = fakeAgent();
  const door: Door = { name: 'window', rights: { tokens: false } };
  const handler = createHandler(agent, { ...fakeInfo(), awsConfig: () => readAwsConfig({ HOME: home }) });
  const call = (method: string, body?: object) =>
    handler(
      new Request('http://localhost/v1/import/aws', {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
      door,
    );
  const look = async () => AwsImportResponse.parse(await (await call('GET')).json());
  return { agent, call, look };
}

const corp = (roles: { name: string; account_id: string; role_id: string }[]) =>
  profileView('corp', { settings: { start_url: 'https://corp.awsapps.com/start', region: 'eu-central-1' }, roles });

describe('GET /v1/import/aws', () => {
  it('offers each sign-in with its roles, and reports each error in the file with its line', async () => {
    write(CONFIG);
    const found = await api().look();
    expect(found).toMatchObject({ file: join(home, '.aws', 'config'), found: true });
    expect(found.sign_ins).toEqual([
      {
        name: 'corp',
        sso_session: 'corp',
        start_url: 'https://corp.awsapps.com/start',
        region: 'eu-central-1',
        scopes: ['sso:account:access'],
        roles: [
          {
            name: 'prod-admin',
            aws_profile: 'prod-admin',
            account_id: '111122223333',
            role_id: 'Administrator',
            exists: false,
          },
        ],
        exists: false,
      },
      {
        name: 'old',
        start_url: 'https://old.awsapps.com/start',
        region: 'us-east-1',
        scopes: [],
        roles: [],
        exists: false,
      },
    ]);
    expect(found.problems).toEqual([{ line: 15, message: expect.stringContaining("'nowhere'") }]);
  });

  it('marks what is already a profile', async () => {
    write(CONFIG);
    const { agent, look } = api();
    agent.emit({ ...agent.view(), profiles: [corp([])] });
    const [first, second] = (await look()).sign_ins;
    expect([first?.exists, first?.roles[0]?.exists, second?.exists]).toEqual([true, false, false]);
  });

  it('offers nothing if there is no file', async () => {
    expect(await api().look()).toMatchObject({ found: false, sign_ins: [], problems: [] });
  });

  it('shows text from a hostile file as plain text, and cleans up its names', async () => {
    write(
      '[sso-session \u202e<b>evil</b>\u001b[2J]\nsso_start_url = https://x.awsapps.com/\u202estart\nsso_region = eu-central-1\n' +
        '[profile __proto__]\nsso_session = \u202ewhere\u0007\n',
    );
    const found = await api().look();
    expect(found.sign_ins.map(({ name }) => name)).toEqual(['b-evil-b-2J']);
    expect(found.problems).toHaveLength(1);
    expect(JSON.stringify(found)).not.toMatch(/[\p{Cf}\u0080-\u009f]|\\u00/u);
  });

  it('neither waits for a pipe nor reads a file that is too long', async () => {
    mkdirSync(join(home, '.aws'));
    const path = join(home, '.aws', 'config');
    execFileSync('mkfifo', [path]);
    expect((await api().call('GET')).status).toBe(500);
    rmSync(path);
    writeFileSync(path, '');
    truncateSync(path, 9 * 1024 * 1024);
    expect((await api().call('GET')).status).toBe(500);
  });

  it('inputs 12: reports a UTF-16 file, and says what to do', async () => {
    write('');
    writeFileSync(join(home, '.aws', 'config'), Buffer.from(`\ufeff${CONFIG}`, 'utf16le'));
    const answer = await api().call('GET');
    expect(Problem.parse(await answer.json())).toMatchObject({
      code: 'config_broken',
      hint: 'Save the file as UTF-8.',
    });
  });

  it("inputs 10: reports the name in the file if the profile's name had to change", async () => {
    write('[sso-session 本番]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n');
    expect((await api().look()).sign_ins).toMatchObject([{ name: 'corp', sso_session: '本番' }]);
  });

  it('reports a file that cannot be read', async () => {
    mkdirSync(join(home, '.aws', 'config'), { recursive: true });
    const answer = await api().call('GET');
    expect(Problem.parse(await answer.json())).toMatchObject({
      code: 'config_broken',
      detail: expect.stringContaining(home),
    });
  });
});

describe('POST /v1/import/aws', () => {
  it('security 1: adds no role to a profile before the person was asked about it', async () => {
    write(CONFIG);
    const { agent, call } = api();
    agent.emit({ ...agent.view(), profiles: [corp([])] });
    agent.guard.mayChange = async (wishes) => {
      agent.calls.push(['mayChange', ...wishes]);
      throw new LatchkeyError('ask_denied', 'curl was not allowed to change corp.');
    };
    const answer = AwsImportedResponse.parse(await (await call('POST', { names: ['corp'] })).json());
    expect(answer).toEqual({ added: [], problems: [{ line: 4, message: 'curl was not allowed to change corp.' }] });
    const role = { kind: 'role_new', name: 'prod-admin', value: 'Administrator (111122223333)' };
    expect(agent.calls).toEqual([['mayChange', { profile: 'corp', changes: [role] }]]);
  });

  it('adds only what was named, with its roles', async () => {
    write(CONFIG);
    const { agent, call } = api();
    agent.addRole = (name, role) => {
      agent.calls.push(['addRole', name, role]);
      return Promise.resolve(profileView(name));
    };
    const answer = await call('POST', { names: ['corp', 'unknown'] });
    expect(AwsImportedResponse.parse(await answer.json())).toEqual({ added: ['corp'], problems: [] });
    const settings = {
      start_url: 'https://corp.awsapps.com/start',
      region: 'eu-central-1',
      scopes: ['sso:account:access'],
    };
    expect(agent.calls).toEqual([
      ['addProfile', { name: 'corp', provider: 'aws', settings }, undefined],
      ['addRole', 'corp', { name: 'prod-admin', account_id: '111122223333', role_id: 'Administrator' }],
    ]);
  });

  it('adds nothing the second time', async () => {
    write(CONFIG);
    const { agent, call } = api();
    agent.emit({
      ...agent.view(),
      profiles: [corp([{ name: 'prod-admin', account_id: '111122223333', role_id: 'Administrator' }])],
    });
    const answer = await call('POST', { names: ['corp'] });
    expect(await answer.json()).toEqual({ added: [], problems: [] });
    expect(agent.calls).toEqual([]);
  });

  it('reports what the agent refuses, with its line; a locked keychain ends the import', async () => {
    write(CONFIG);
    const { agent, call } = api();
    agent.failWith = new LatchkeyError('profile_invalid', 'The setting region is not valid.');
    const answer = await call('POST', { names: ['old'] });
    expect(await answer.json()).toEqual({
      added: [],
      problems: [{ line: 17, message: 'The setting region is not valid.' }],
    });
    agent.failWith = new LatchkeyError('vault_locked', 'The keychain is locked.');
    expect((await call('POST', { names: ['old'] })).status).toBe(503);
  });

  it('refuses a request that names nothing', async () => {
    expect((await api().call('POST', { names: [] })).status).toBe(400);
  });
});
