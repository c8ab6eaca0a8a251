/** The rows of the table of commands that are for kubectl; see table/commands.ts. Data only. */

import { API_VERSIONS } from './kube/config.ts';
import { run as runKubeConfig } from './kube/config-command.ts';
import { KUBE_CREDENTIAL } from './kube-credential-row.ts';
import type { Command } from './line/command.ts';

export const KUBE_COMMANDS: readonly Command[] = [
  KUBE_CREDENTIAL,
  {
    name: 'kube-config',
    summary: 'Print or write the entry by which kubectl asks Latchkey',
    details:
      'Prints a user for a kubeconfig, whose credential is the access token of the profile. With --write it is put into the ' +
      'kubeconfig, and all else there stays as it is. Users that this command did not write are never changed; a ' +
      'context that you name with --context then uses the new user.',
    args: [{ name: 'NAME', isProfile: true }],
    options: [
      { name: 'user', value: 'USER', help: 'Name of the entry (default: latchkey-NAME)' },
      { name: 'context', value: 'CONTEXT', help: 'Have this context use it' },
      { name: 'cluster', value: 'CLUSTER', help: 'Make the context lead to this cluster: an https URL, or a name' },
      { name: 'ca', value: 'FILE', help: "The certificate authority of the cluster's URL, as a PEM file" },
      {
        name: 'api-version',
        value: 'VERSION',
        choices: [...API_VERSIONS],
        help: 'v1beta1 for a kubectl before 1.22 (default: v1)',
      },
      { name: 'write', help: 'Write it into the kubeconfig' },
      { name: 'kubeconfig', value: 'FILE', help: 'Which kubeconfig (default: $KUBECONFIG, else ~/.kube/config)' },
      { name: 'dry-run', help: 'With --write: only show the changes, as a unified diff' },
      { name: 'json', help: 'Print JSON, for programs' },
    ],
    examples: [
      ['latchkey kube-config work', 'print the entry'],
      ['latchkey kube-config work --write --context dev --dry-run', "see what would change for the context 'dev'"],
      [
        'latchkey kube-config work --write --context dev --cluster https://k8s.example.com:6443 --ca ca.pem',
        'a context for a new cluster',
      ],
    ],
    run: runKubeConfig,
  },
];
