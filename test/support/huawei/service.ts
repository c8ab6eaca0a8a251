/** One service of the stand-in: request in, answer out. Whatever the description does not allow is refused before any behaviour. */
import type { RawRequest } from '../http/traffic.ts';
import { BadRequest, deviations, type Operation, operationOf, type ServiceName } from './description.ts';
import { type Failure, failure, Refusal } from './errors.ts';
import { OIDC_OPERATIONS } from './oidc.ts';
import { PORTAL_OPERATIONS } from './portal.ts';
import { readRequest } from './request.ts';
import type { HuaweiState } from './state.ts';

export interface Desk {
  readonly state: HuaweiState;
  /** What was used of the descriptions: `RegisterClient.client_name`, `RegisterClient > client_info.client_id`. */
  readonly exercised: Set<string>;
}

function operationFor(service: ServiceName, request: RawRequest): Operation {
  const operation = operationOf(service, request);
  if (operation === undefined) throw new Refusal(404, '404', 'The API does not exist.');
  if (operation.method !== request.method) throw new Refusal(405, '405', 'The method is not allowed.');
  return operation;
}

/** null is what the samples have where a text is missing; the schemas do not say so. */
const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_name, member: unknown) => (member === null ? undefined : member));

function checkOutput({ exercised }: Desk, operation: Operation, output: unknown): void {
  if (operation.answer === undefined) return;
  const note = (place: string): void => void exercised.add(place);
  const wrong = deviations(operation.resolve, operation.answer, withoutNulls(output), `${operation.name} >`, note);
  const real = wrong.filter((what) => !what.endsWith('next_marker is missing'));
  if (real.length > 0) throw new Error(`The stand-in's own answer is not as described: ${real.join(', ')}`);
}

function perform(service: ServiceName, desk: Desk, request: RawRequest): unknown {
  const operation = operationFor(service, request);
  // No token at all is answered like a dead one.
  if (service === 'portal' && !request.headers['access-token']) throw new Refusal(401, '401', 'Not authenticated.');
  const note = (place: string): void => void desk.exercised.add(place);
  const input = readRequest(operation, request, desk.state.options.refreshTokens ?? false, note);
  const act = (service === 'oidc' ? OIDC_OPERATIONS : PORTAL_OPERATIONS)[operation.name];
  const output = act?.(desk.state, input);
  checkOutput(desk, operation, output);
  desk.exercised.add(operation.name);
  return output;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BadRequest) return new Refusal(400, '400', error.message);
  throw error;
}

/** Undefined body: the answer is empty. */
export function serve(
  service: ServiceName,
  desk: Desk,
  request: RawRequest,
): Failure | { readonly status: 200; readonly body: unknown } {
  try {
    return { status: 200, body: perform(service, desk, request) };
  } catch (error) {
    return failure(refusalOf(error), service === 'oidc' ? (desk.state.options.wire ?? 'gateway') : 'gateway');
  }
}
