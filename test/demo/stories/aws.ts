/** The demo with AWS IAM Identity Center, played by the stand-in that is verified against AWS's own clients and models. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';
import { check, command, explain, heading, output, StepFailed } from '../narrator.ts';
import { fingerprint, run } from '../programs.ts';
import { answerOf, NAME, type Scene, type Step, type Story, typed } from '../scene.ts';
import { backgroundRefresh } from '../steps/refresh.ts';
import { chooseRole, openConsole, ROLE, ROLE_NAME, roleCredentials } from '../steps/roles.ts';
import { addProfile, renewable, signIn, signOut } from '../steps/steps.ts';

const ROLE_LIFETIME_S = 14;
/** Debian's package; another `aws` may come first in PATH. */
const AWS = '/usr/bin/aws';

interface ProcessCredentials {
  readonly Version?: number;
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
  readonly SessionToken?: string;
  readonly Expiration?: string;
}

/** Proves that the portal issued what a tool was handed, and says so without showing it. */
function checkCredentials(aws: AwsServer, text: string, who: string): void {
  const {
    Version,
    AccessKeyId = '',
    SecretAccessKey = '',
    SessionToken = '',
    Expiration = '',
  } = JSON.parse(text) as ProcessCredentials;
  const given = aws.secretsSeen();
  const genuine = given.includes(SecretAccessKey) && given.includes(SessionToken) && AccessKeyId.startsWith('ASIA');
  check(Version === 1 && genuine, `${who} has credentials that the portal issued (${fingerprint(SecretAccessKey)})`);
  check(Date.parse(Expiration) > Date.now(), 'they say when they expire, so the tool asks again in time');
}

function credentialProcess(aws: AwsServer): Step {
  return async (scene) => {
    heading('Credentials for every AWS tool');
    explain('AWS tools run a Latchkey command (credential_process) and read its output. Fingerprints only, here too.');
    command(`latchkey aws-credentials ${ROLE_NAME}`);
    checkCredentials(aws, await answerOf(scene, ['aws-credentials', ROLE_NAME]), 'any tool that runs it');
    check(aws.traffic.count('ListAccounts') === 1, 'the list of accounts was cached, not fetched again');
  };
}

/** The demo's own configuration: your ~/.aws is not touched. */
const awsFile = ({ stage }: Scene): string => join(stage.folder, 'aws-config');

function awsTool(aws: AwsServer): Step {
  return async (scene) => {
    heading("AWS's own command line");
    explain("`latchkey profile export` writes AWS profiles that ask Latchkey; the rest of AWS's file stays as it is.");
    output(await typed(scene, ['profile', 'export', 'aws', NAME, '--file', awsFile(scene)]));
    const file = readFileSync(awsFile(scene), 'utf8');
    check(file.includes(`[profile ${ROLE}]`) && file.includes('credential_process'), 'the AWS profile is there');
    check(!aws.secretsSeen().some((secret) => file.includes(secret)), 'no secret is in the file');
    if (!existsSync(AWS)) return explain('There is no AWS command line on this machine, so the demo skips this check.');
    const args = ['configure', 'export-credentials', '--profile', ROLE];
    command(`aws ${args.join(' ')}`);
    const own = { AWS_CONFIG_FILE: awsFile(scene), AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const { code, stdout, stderr } = await run(AWS, args, { ...scene.stage.env, ...own });
    if (code !== 0) throw new StepFailed(`\`aws\` ended with exit code ${code}: ${stderr.trim()}`);
    checkCredentials(aws, stdout, 'the AWS command line');
  };
}

async function secretKey(scene: Scene): Promise<string> {
  const answer = JSON.parse(await answerOf(scene, ['aws-credentials', ROLE_NAME])) as ProcessCredentials;
  return answer.SecretAccessKey ?? '';
}

export async function awsStory(): Promise<Story> {
  const aws = await startAwsServer({ roleCredentialsTtlS: ROLE_LIFETIME_S });
  const [first] = aws.accounts;
  const wanted = `${first?.accountName}/${first?.roles[0]}`;
  const available = aws.accounts.flatMap(({ roles }) => roles).length;
  const endpoints = ['--oidc-endpoint', aws.oidcUrl, '--portal-endpoint', aws.portalUrl];
  const accepts = async (token: string): Promise<boolean> =>
    (await fetch(`${aws.portalUrl}/assignment/accounts`, { headers: { 'x-amz-sso_bearer_token': token } })).ok;
  const asked = () => aws.traffic.count('GetRoleCredentials');
  const intro =
    'A role is a permission set in an account, under a name you choose. The portal lists the available ones.';
  return {
    cast: 'A stand-in for AWS IAM Identity Center',
    settings: ['--provider', 'aws', '--start-url', aws.localStartUrl, '--region', 'us-east-1', ...endpoints],
    beforeTheCode: 'Latchkey registers with IAM Identity Center, asks for a code',
    atItsPages: ['Compare the code, then allow. (At AWS you would sign in there first.)'],
    approve: (userCode) => aws.approveDevice(userCode),
    accepts,
    signOuts: () => aws.traffic.count('Logout'),
    tool: ['aws-credentials', ROLE_NAME],
    steps: [
      addProfile,
      signIn,
      renewable,
      chooseRole({ intro, available, wanted }),
      credentialProcess(aws),
      backgroundRefresh(roleCredentials(ROLE_LIFETIME_S, secretKey, asked, () => aws.secretsSeen())),
      awsTool(aws),
      openConsole(new URL(aws.localStartUrl).host, first?.accountId ?? ''),
      signOut,
    ],
    close: () => aws.close(),
  };
}
