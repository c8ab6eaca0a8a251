/** The window's states for questions about programs and the lock, and how to bring a page into them. */
import type { Page } from 'playwright';
import type { AskView } from '../../../src-main/api/types.ts';
import { awsProfile, inS, lockedView, ask as oneAsk, profile, role, view, withAsks } from '../../support/page/views.ts';
import type { State } from '../stage/states.ts';

export type AskStep = keyof typeof ASK_STEPS;

export const REMEMBERED = [
  { program: '/usr/local/bin/terraform', role: 'prod-admin' },
  { program: '/home/ada/.local/share/mise/installs/opentofu/1.9.1/bin/tofu', role: 'prod-admin' },
  { program: '/usr/bin/git' },
  { program: 'host:build-box' },
];

const LONG_PATH =
  '/nix/store/9v5rk0s1dlyyyhxrhhrd2sm2jz1gzgy3-terraform-with-plugins-1.9.8/libexec/terraform-providers/bin/terraform';
/** Longer than it takes to reach every state. */
const ask = (change: Partial<AskView> = {}): AskView => oneAsk({ expires_at: inS(1800), ...change });

function settingsAsk(): AskView {
  const { profile: _profile, role: _role, ...rest } = ask();
  const changes = [{ kind: 'default_never' as const }];
  return { ...rest, change: 'never ask about programs that use a new profile', changes, can_remember: false };
}

const three = [ask(), ask({ id: 'ask-2', program: 'git', role: 'audit' }), ask({ id: 'ask-3', program: 'kubectl' })];

export const ASK_STATES: readonly State[] = [
  { name: 'ask', view: withAsks([ask()]), step: 'asked' },
  { name: 'ask-three', view: withAsks(three), step: 'asked' },
  {
    name: 'ask-machine',
    view: withAsks([ask({ host: 'build-box.example.net', chain: ['terraform', 'sshd'], role: 'a-role' })]),
    step: 'asked',
  },
  {
    name: 'ask-long',
    view: withAsks([
      ask({
        program: 'terraform-provider-registry-with-a-long-name_v1.9.8',
        executable: LONG_PATH,
        chain: [
          'terraform-provider-registry-with-a-long-name_v1.9.8',
          'terraform',
          'terragrunt',
          'make',
          'bash',
          'code',
          'systemd',
        ],
        role: 'Production-AdministratorAccess@shared-services.eu-central-1',
      }),
    ]),
    step: 'asked',
  },
  {
    name: 'ask-elsewhere',
    view: withAsks([ask({ elsewhere: true, can_remember: false })]),
    step: 'asked',
  },
  {
    name: 'ask-unknown-program',
    view: withAsks([{ ...unknown(), program: 'an unknown program', chain: [], can_remember: false }]),
    step: 'asked',
  },
  {
    name: 'ask-change',
    view: withAsks([
      ask({
        program: 'latchkey',
        role: undefined,
        change: 'never ask again; always allow /tmp/helper to use the role prod-admin',
        changes: [{ kind: 'ask_never' }, { kind: 'allow_role', name: '/tmp/helper', value: 'prod-admin' }],
        can_remember: false,
      }),
    ]),
    step: 'asked',
  },
  {
    name: 'ask-settings',
    view: withAsks([settingsAsk()]),
    step: 'asked',
  },
  { name: 'ask-over-form', view: view([awsProfile({ roles: [role()] })]), step: 'askedOverForm' },
  { name: 'programs', view: view([profile({ ask: 'new', allowed: REMEMBERED })]), step: 'programs' },
  { name: 'programs-none', view: view([profile()]), step: 'programs' },
  { name: 'list-asks', view: view([profile({ ask: 'new' }), profile({ name: 'code', ask: 'always' })]) },
  { name: 'lock', view: view([profile()]), step: 'lock' },
  { name: 'lock-wrong', view: view([profile()]), step: 'lockWrong' },
  { name: 'locked', view: lockedView(), step: 'locked' },
  { name: 'locked-wrong', view: lockedView(), step: 'lockedWrong' },
];

function unknown() {
  const { executable: _executable, ...rest } = ask();
  return rest;
}

const asked = async (page: Page): Promise<void> => {
  await page.locator('.ask button:not(:disabled)').first().waitFor();
};

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions for work' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.locator('dialog[open]').waitFor();
}

const lock = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Lock Latchkey' }).click();
  await page.getByRole('dialog').waitFor();
};

export const ASK_STEPS = {
  asked,
  askedOverForm: async (page: Page, fake: { show(view: State['view']): void }) => {
    await openMenu(page, 'Edit…');
    fake.show(withAsks([ask()]));
    await asked(page);
  },
  programs: (page: Page) => openMenu(page, 'Programs…'),
  lock,
  lockWrong: async (page: Page) => {
    await lock(page);
    await page.getByLabel('Passphrase', { exact: true }).fill('one');
    await page.getByLabel('Repeat passphrase').fill('two');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await page.getByText('The passphrases do not match').waitFor();
  },
  locked: async (page: Page) => {
    await page.getByRole('button', { name: 'Unlock' }).waitFor();
  },
  lockedWrong: async (page: Page, fake: { answer(route: string, reply: { status: number; body?: unknown }): void }) => {
    const detail = 'This is not the passphrase that Latchkey was locked with.';
    const body = { status: 403, code: 'lock_passphrase', detail, hint: 'Give the right one.' };
    fake.answer('POST /v1/unlock', { status: 403, body });
    await page.getByLabel('Passphrase', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.locator('#help-unlock.bad').waitFor();
  },
};
