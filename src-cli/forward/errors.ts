/** The errors between this machine and the one that a profile is forwarded to. */
import { CliError, EXIT } from '../line/errors.ts';

/** The agent's exit code for anything unreachable. */
const UNREACHABLE = 6;

export function sshMissing(program: string): CliError {
  const hint = 'Install the OpenSSH client, or name the program with --ssh PROGRAM.';
  return new CliError('ssh_failed', UNREACHABLE, `The program ${program} cannot be run.`, hint);
}

/** ssh itself has said why on standard error. */
export function unreachable(host: string): CliError {
  const hint = `See the message from ssh above; \`ssh ${host}\` must work on its own.`;
  return new CliError('ssh_failed', UNREACHABLE, `ssh could not connect to ${host}.`, hint);
}

export function scriptFailed(host: string, code: number): CliError {
  const message = `${host} did not run the script that prepares the socket (exit code ${code}).`;
  return new CliError('forward_refused', EXIT.refused, message, `\`ssh ${host} sh\` must start a shell there.`);
}

/** As with a forced command that waits for something. */
export function scriptSilent(host: string, afterMs: number): CliError {
  const message = `${host} did not start the script that prepares the socket within ${Math.ceil(afterMs / 1000)} s.`;
  return new CliError('forward_refused', EXIT.refused, message, `\`ssh ${host} sh\` must start a shell there.`);
}

export function refusedByServer(host: string, path: string): CliError {
  const message = `The SSH server on ${host} refused to create the socket ${path}.`;
  const hint =
    'Its sshd_config must allow it: AllowStreamLocalForwarding and AllowTcpForwarding yes (or remote), no ' +
    'DisableForwarding; and your key there must not have `restrict` or `no-port-forwarding`.';
  return new CliError('forward_refused', EXIT.refused, message, hint);
}

export function noPlace(trouble: 'taken' | 'folder' | 'unsafe' | 'long', path: string, host: string): CliError {
  const choose = 'Choose another path there with --remote-path PATH.';
  const refused = (message: string, hint: string) => new CliError('forward_refused', EXIT.refused, message, hint);
  if (trouble === 'taken') return refused(`Something else on ${host} is using ${path}.`, choose);
  if (trouble === 'unsafe') return refused(`The folder ${path} on ${host} is not private to you.`, choose);
  if (trouble === 'folder') return refused(`No socket can be created in ${path} on ${host}.`, choose);
  const shorter = 'Choose a path of at most 103 bytes with --remote-path PATH.';
  return refused(`The path of the socket on ${host} is too long: ${path}`, shorter);
}
