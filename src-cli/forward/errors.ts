/** What can go wrong between this machine and the one that a profile is forwarded to, in words. */
import { CliError, EXIT } from '../line/errors.ts';

/** The agent's own exit code for what cannot be reached. */
const UNREACHABLE = 6;

export function sshMissing(program: string): CliError {
  const hint = 'Install the OpenSSH client, or name the program with --ssh PROGRAM.';
  return new CliError('ssh_failed', UNREACHABLE, `The program ${program} cannot be run.`, hint);
}

/** ssh itself has said why on standard error. */
export function unreachable(host: string): CliError {
  const hint = `See the message of ssh above; \`ssh ${host}\` must work by itself.`;
  return new CliError('ssh_failed', UNREACHABLE, `ssh could not connect to ${host}.`, hint);
}

export function scriptFailed(host: string, code: number): CliError {
  const message = `${host} did not run what finds a place for the socket (exit code ${code}).`;
  return new CliError('forward_refused', EXIT.refused, message, `\`ssh ${host} sh\` must start a shell there.`);
}

export function refusedByServer(host: string, path: string): CliError {
  const message = `The SSH server of ${host} refused to make the socket ${path}.`;
  const hint = 'Its sshd_config must allow it: AllowStreamLocalForwarding yes (or remote), and no DisableForwarding.';
  return new CliError('forward_refused', EXIT.refused, message, hint);
}

export function noPlace(trouble: 'taken' | 'folder' | 'unsafe' | 'long', path: string, host: string): CliError {
  const choose = 'Choose another place there with --remote-path PATH.';
  const refused = (message: string, hint: string) => new CliError('forward_refused', EXIT.refused, message, hint);
  if (trouble === 'taken') return refused(`On ${host} something else is in use at ${path}.`, choose);
  if (trouble === 'unsafe') return refused(`On ${host} the folder ${path} is not yours alone.`, choose);
  if (trouble === 'folder') return refused(`On ${host} no socket can be made in ${path}.`, choose);
  const shorter = 'Choose a shorter one with --remote-path PATH; 103 bytes are allowed.';
  return refused(`The path of the socket on ${host} is too long: ${path}`, shorter);
}
