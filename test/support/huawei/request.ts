/** Reads a request to the stand-in as its description allows, and not one member more. */
import type { RawRequest } from '../http/traffic.ts';
import { BadRequest, deviations, type Members, type Operation } from './description.ts';

/** Marks of a signed request, which none of these operations is. */
const SIGNATURE_HEADERS = ['authorization', 'x-sdk-date', 'x-auth-token', 'x-security-token'];

export function parsedBody({ body }: RawRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Throws BadRequest. `allowRefresh`: the prose names that grant, the list of values does not. */
export function readRequest(
  operation: Operation,
  request: RawRequest,
  allowRefresh: boolean,
  note: (place: string) => void,
): Members {
  const signed = SIGNATURE_HEADERS.find((name) => request.headers[name] !== undefined);
  if (signed !== undefined) throw new BadRequest(`This operation is unsigned; ${signed} must not be there.`);
  return { ...parametersOf(operation, request, note), ...bodyOf(operation, request, allowRefresh, note) };
}

function parametersOf(operation: Operation, request: RawRequest, note: (place: string) => void): Members {
  const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const names = [...request.query.keys()];
  const stray = names.find((name, at) => !known.includes(name) || names.indexOf(name) !== at);
  if (stray !== undefined) throw new BadRequest(`${stray} is unknown or comes twice.`);
  const members: Record<string, unknown> = {};
  for (const { name, in: place, required, schema } of operation.parameters) {
    const text = place === 'query' ? request.query.get(name) : (request.headers[name] ?? null);
    if (text === null) {
      if (required) throw new BadRequest(`${name} is missing.`);
      continue;
    }
    const value = schema.type === 'integer' && /^\d{1,9}$/.test(String(text)) ? Number(text) : text;
    refuse(deviations(operation.resolve, schema, value, `${operation.name}.${name}`, note));
    members[name] = value;
  }
  return members;
}

function bodyOf(
  operation: Operation,
  request: RawRequest,
  allowRefresh: boolean,
  note: (place: string) => void,
): Members {
  if (operation.body === undefined) {
    if (request.body !== '') throw new BadRequest('This operation takes no body.');
    return {};
  }
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) {
    throw new BadRequest('The content type must be application/json.');
  }
  const body = parsedBody(request);
  const isRefresh = allowRefresh && isObject(body) && body['grant_type'] === 'refresh_token';
  const looked = isRefresh ? { ...body, grant_type: 'authorization_code' } : body;
  refuse(deviations(operation.resolve, operation.body, looked, operation.name, note));
  return isObject(body) ? body : {};
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new BadRequest(`${wrong.join(', ')}.`);
}
