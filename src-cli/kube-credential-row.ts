/** The row of `latchkey kube-credential` in the table of commands; by itself, since main.ts needs it at once. */

import { run } from './kube/credential-command.ts';
import type { Command } from './line/command.ts';

export const KUBE_CREDENTIAL: Command = {
  name: 'kube-credential',
  summary: 'Print the access token as kubectl wants it',
  details:
    'The exec credential plugin of kubectl and all that reads a kubeconfig: `latchkey kube-config NAME` prints or writes the entry that calls this ' +
    'command. It answers in the version of the interface that kubectl asks for in KUBERNETES_EXEC_INFO, else in v1.',
  args: [{ name: 'NAME', isProfile: true }],
  options: [{ name: 'min-ttl', value: 'TIME', help: 'Shortest life that the token must have left (default: 1m)' }],
  examples: [
    ['latchkey kube-credential work', "the access token of 'work'"],
    ['latchkey kube-config work --write --context dev', "have kubectl ask for it in the context 'dev'"],
  ],
  run,
};
