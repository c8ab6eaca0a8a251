/** Everything that the two models name, one entry each, so that a test or a table can be held to all of it. */
import { MODELS, type Operation, type ServiceName, shapeOf } from './model.ts';

export interface ModelEntry {
  readonly service: ServiceName;
  readonly operation: string;
  readonly kind: 'operation' | 'input' | 'output' | 'error' | 'error member';
  /** As in `AwsServer.exercised`: `sso Operation`, `sso Shape.member` or `sso Operation ! Exception`. */
  readonly key: string;
}

/** `Shape.member` of a structure and of every structure in it. */
function membersOf(service: ServiceName, name: string): string[] {
  const { members = {}, member } = shapeOf(service, name);
  if (member !== undefined) return membersOf(service, member.shape);
  return Object.entries(members).flatMap(([key, ref]) => [`${name}.${key}`, ...membersOf(service, ref.shape)]);
}

function entriesOf(service: ServiceName, { name, input, output, errors }: Operation): ModelEntry[] {
  const entry = (kind: ModelEntry['kind'], key: string): ModelEntry => ({
    service,
    operation: name,
    kind,
    key: `${service} ${key}`,
  });
  return [
    entry('operation', name),
    ...membersOf(service, input.shape).map((key) => entry('input', key)),
    ...(output === undefined ? [] : membersOf(service, output.shape).map((key) => entry('output', key))),
    ...errors.flatMap(({ shape }) => [
      entry('error', `${name} ! ${shape}`),
      ...membersOf(service, shape).map((key) => entry('error member', key)),
    ]),
  ];
}

export const MODEL_ENTRIES: readonly ModelEntry[] = (['sso-oidc', 'sso'] as const).flatMap((service) =>
  Object.values(MODELS[service].operations).flatMap((operation) => entriesOf(service, operation)),
);
