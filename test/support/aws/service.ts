/** One service of the stand-in: request in, answer out. Whatever the model does not allow is refused before any behaviour. */
import type { RawRequest } from '../http/traffic.ts';
import { type Failure, failure, Refusal } from './errors.ts';
import {
  BadRequest,
  deviations,
  type Members,
  type Operation,
  operationOf,
  readInput,
  type ServiceName,
} from './model.ts';
import { OIDC_OPERATIONS } from './oidc.ts';
import { type CallRate, PORTAL_OPERATIONS } from './portal.ts';
import type { AwsState } from './state.ts';

export interface Desk {
  readonly state: AwsState;
  readonly rate: CallRate;
  /** What was used of the models: `sso Operation`, `sso Shape.member`, `sso Operation ! Exception`. */
  readonly exercised: Set<string>;
}

/** Marks of a signed request (Signature Version 4), which none of these operations is. */
const SIGNATURE_HEADERS = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];

function refuseSignature(request: RawRequest): void {
  const found = SIGNATURE_HEADERS.find((name) => request.headers[name] !== undefined);
  if (found !== undefined) throw new BadRequest(`This operation is unsigned; ${found} must not be there.`);
  if (request.query.has('X-Amz-Signature')) throw new BadRequest('This operation is unsigned.');
}

function operationFor(service: ServiceName, request: RawRequest): Operation {
  const found = operationOf(service, request);
  if (found === undefined) throw new Refusal('UnknownOperationException');
  // The portal answers so to a client that turns a GET without a body into a POST.
  if (!found.ok) throw new Refusal('MethodNotAllowedException');
  return found.operation;
}

/** No token at all is answered like a dead one. */
function refuseNoToken(service: ServiceName, request: RawRequest): void {
  if (service === 'sso' && !request.headers['x-amz-sso_bearer_token']) throw new Refusal('UnauthorizedException');
}

function perform(service: ServiceName, desk: Desk, operation: Operation, input: Members): unknown {
  const act = (service === 'sso' ? PORTAL_OPERATIONS : OIDC_OPERATIONS)[operation.name];
  if (act === undefined) throw new BadRequest(`${operation.name} is not offered here: it must be signed.`);
  return act(desk.state, input);
}

function checkOutput(service: ServiceName, desk: Desk, operation: Operation, output: unknown): void {
  if (operation.output === undefined) return;
  const wrong = deviations(service, operation.output.shape, output, (path) => desk.exercised.add(`${service} ${path}`));
  if (wrong.length > 0) throw new Error(`The stand-in's own answer is not as the model says: ${wrong.join(', ')}`);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BadRequest) return new Refusal('InvalidRequestException', error.message);
  throw error;
}

function admitted(service: ServiceName, desk: Desk, operation: Operation, request: RawRequest): unknown {
  if (service === 'sso') desk.rate.take();
  refuseSignature(request);
  refuseNoToken(service, request);
  const input = readInput(service, operation, request);
  for (const name of Object.keys(input)) desk.exercised.add(`${service} ${operation.input.shape}.${name}`);
  const output = perform(service, desk, operation, input);
  checkOutput(service, desk, operation, output);
  desk.exercised.add(`${service} ${operation.name}`);
  return output;
}

export function noteFailure(
  { exercised }: Desk,
  service: ServiceName,
  operation: string,
  exception: string,
  { body }: Failure,
): void {
  exercised.add(`${service} ${operation} ! ${exception}`);
  for (const member of Object.keys(body)) exercised.add(`${service} ${exception}.${member}`);
}

/** Undefined body: the answer is empty. */
export function serve(
  service: ServiceName,
  desk: Desk,
  request: RawRequest,
): Failure | { readonly status: 200; readonly body: unknown } {
  let name: string | undefined;
  try {
    const operation = operationFor(service, request);
    name = operation.name;
    return { status: 200, body: admitted(service, desk, operation, request) };
  } catch (error) {
    const { exception, details } = refusalOf(error);
    const said = failure(service, exception, details);
    if (name !== undefined) noteFailure(desk, service, name, exception, said);
    return said;
  }
}
