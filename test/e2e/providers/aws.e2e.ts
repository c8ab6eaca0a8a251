/** An AWS profile on the real desktop: sign-in, roles in the window and the tray, both expiry times, the console link. */
import { mkdirSync } from 'node:fs';
import { expect } from 'playwright/test';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';
import { type Desk, ROOT, test } from '../support/desk.ts';

const PICTURES = `${ROOT}/reports/screenshots`;

async function withAws(desk: Desk, use: (aws: AwsServer) => Promise<void>): Promise<void> {
  const directory = { accounts: 3, roles: 2 };
  const aws = await startAwsServer({ directory, accessTokenTtlS: 3600, roleCredentialsTtlS: 3000 });
  try {
    const settings = {
      start_url: aws.localStartUrl,
      region: 'eu-central-1',
      oidc_endpoint: aws.oidcUrl,
      portal_endpoint: aws.portalUrl,
    };
    await desk.start();
    const { status, body } = await desk.ask('POST', '/v1/profiles', { name: 'cloud', provider: 'aws', settings });
    expect(status, JSON.stringify(body)).toBe(201);
    await use(aws);
  } finally {
    await aws.close();
  }
}

test('an AWS profile: code in the window, roles chosen there, both expiry times in window and tray', async ({
  desk,
}) => {
  await withAws(desk, async (aws) => {
    const page = await desk.window(() => desk.host.press('Open Latchkey'));
    await page.getByRole('button', { name: 'Sign in: cloud' }).click();
    const code = await page.locator('.user-code').textContent();
    await aws.approveDevice(code ?? '');
    await expect(page.locator('[data-phase="approved"]')).toBeVisible();
    await page.getByRole('button', { name: 'Done' }).click();
    await desk.host.untilMenu((labels) => labels.some((label) => /^cloud · 50 min$|^cloud · 1 h/.test(label)));

    const { body } = await desk.ask('GET', '/v1/profiles/cloud/available-roles');
    const [role] = (body?.['roles'] ?? []) as { account_id: string; role_id: string }[];
    const added = { name: 'prod-admin', account_id: role?.account_id, role_id: role?.role_id };
    expect((await desk.ask('POST', '/v1/profiles/cloud/roles', added)).status).toBe(201);
    const credentials = await desk.ask('GET', '/v1/profiles/cloud/roles/prod-admin/credentials');
    expect(credentials.status).toBe(200);
    const submenu = async () => (await desk.host.menu()).flatMap(({ children }) => children.map(({ label }) => label));
    await expect.poll(submenu).toContainEqual(expect.stringMatching(/^prod-admin · (40|50) min$/));
    await expect(page.getByText('prod-admin').first()).toBeVisible();
    await expect(page.getByText(/^(49|50) min/).first()).toBeVisible();

    mkdirSync(PICTURES, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}/desktop-aws-${colorScheme}.png` });
    }

    // The page may ask for everything about a role except its credentials.
    const refused = await page.evaluate(async () => {
      const answer = await fetch('/v1/profiles/cloud/roles/prod-admin/credentials');
      return { status: answer.status, text: await answer.text() };
    });
    expect(refused.status).toBe(403);
    expect(aws.secretsSeen().filter((secret) => refused.text.includes(secret))).toEqual([]);
    const html = await page.content();
    expect(aws.secretsSeen().filter((secret) => html.includes(secret))).toEqual([]);

    await desk.host.press('cloud', 'prod-admin', 'Open console');
    await expect.poll(() => desk.links().join('\n')).toContain(`account_id=${role?.account_id}`);
    await desk.host.press('cloud', 'Sign out');
    await desk.host.untilMenu((labels) => labels.includes('cloud · sign in'));
    expect(aws.traffic.count('Logout')).toBe(1);
  });
});
