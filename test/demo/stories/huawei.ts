/** The demo with Huawei Cloud IAM Identity Center, played by a stand-in that follows the published API descriptions. */
import { type HuaweiServer, startHuaweiServer } from '../../support/huawei/server.ts';
import { check, command, explain, heading, StepFailed } from '../narrator.ts';
import { fingerprint, LATCHKEY, run } from '../programs.ts';
import { answerOf, profileOf, type Scene, type Step, type Story } from '../scene.ts';
import { backgroundRefresh } from '../steps/refresh.ts';
import { chooseRole, ROLE_NAME, roleCredentials } from '../steps/roles.ts';
import { addProfile, signIn, signOut } from '../steps/steps.ts';

const ROLE_LIFETIME_S = 14;
/** What Huawei Cloud's SDKs read, and what its Terraform provider reads. */
const SDK = ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN'];
const TERRAFORM = ['HW_ACCESS_KEY', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN'];

/** This provider does not document refresh tokens, so nothing relies on one. */
async function saysItsEnd(scene: Scene): Promise<void> {
  const profile = await profileOf(scene);
  check(profile?.renewable === false, 'the provider issued no refresh token: this sign-in cannot be refreshed');
  check(
    (profile.expires_at ?? 0) * 1000 > Date.now(),
    'so the profile says when it expires, and Latchkey will remind you',
  );
}

/** The environment of a program that a shell starts after `eval "$(latchkey env …)"`. */
async function environmentOf(scene: Scene): Promise<Map<string, string>> {
  const line = `latchkey env ${ROLE_NAME}`;
  command(`eval "$(${line})"; terraform plan`);
  const script = 'eval "$("$1" "$2" env "$3" --shell bash)" && exec env';
  const shell = ['-c', script, 'sh', process.execPath, LATCHKEY, ROLE_NAME];
  const { code, stdout, stderr } = await run('/bin/sh', shell, scene.stage.env);
  if (code !== 0) throw new StepFailed(`\`${line}\` did not set the environment: ${stderr.trim()}`);
  const pairs = stdout.split('\n').map((text): [string, string] => {
    const at = text.indexOf('=');
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return new Map(pairs);
}

function environment(huawei: HuaweiServer): Step {
  return async (scene) => {
    heading('Credentials for tools that read the environment');
    explain('Instead of running terraform, the demo checks the environment that it would see. Fingerprints only.');
    const found = await environmentOf(scene);
    const given = huawei.secretsSeen();
    for (const [reader, [id = '', key = '', token = '']] of [
      ['the SDKs get', SDK],
      ["Terraform's provider gets", TERRAFORM],
    ] as const) {
      const [secretKey = '', session = ''] = [found.get(key), found.get(token)];
      const genuine = given.includes(secretKey) && given.includes(session) && found.get(id)?.startsWith('HST') === true;
      check(genuine, `${reader} credentials that the portal issued, in ${id} and so on (${fingerprint(secretKey)})`);
    }
  };
}

async function secretKey(scene: Scene): Promise<string> {
  const answer = JSON.parse(await answerOf(scene, ['huawei-credentials', ROLE_NAME])) as {
    readonly credential?: { readonly secret?: string };
  };
  return answer.credential?.secret ?? '';
}

export async function huaweiStory(): Promise<Story> {
  const huawei = await startHuaweiServer({ credentialsTtlS: ROLE_LIFETIME_S });
  const [first] = huawei.accounts;
  const wanted = `${first?.accountName}/${first?.agencies[0]?.permissionSetName}`;
  const available = huawei.accounts.flatMap(({ agencies }) => agencies).length;
  const place = ['--start-url', huawei.localStartUrl, '--region', 'cn-north-4'];
  const endpoints = ['--oidc-endpoint', huawei.oidcUrl, '--portal-endpoint', huawei.portalUrl];
  const asked = () => huawei.traffic.count('GetAgencyCredentials');
  const intro = 'A role is an agency with a permission set in an account, under a name you choose.';
  return {
    cast: 'A stand-in for Huawei Cloud IAM Identity Center',
    settings: ['--provider', 'huawei', ...place, ...endpoints],
    beforeTheCode: 'Latchkey registers with IAM Identity Center, asks for a code',
    atItsPages: ['Compare the code, then allow. (At Huawei Cloud you would sign in there first.)'],
    approve: (userCode) => huawei.approveDevice(userCode),
    accepts: async (token) =>
      (await fetch(`${huawei.portalUrl}/v1/assigned-accounts`, { headers: { 'access-token': token } })).ok,
    signOuts: () => huawei.traffic.count('Logout'),
    tool: ['huawei-credentials', ROLE_NAME],
    steps: [
      addProfile,
      signIn,
      saysItsEnd,
      chooseRole({ intro, available, wanted }),
      environment(huawei),
      backgroundRefresh(roleCredentials(ROLE_LIFETIME_S, secretKey, asked, () => huawei.secretsSeen())),
      signOut,
    ],
    close: () => huawei.close(),
  };
}
