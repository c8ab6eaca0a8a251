/**
 * The two services as AWS describes them (test/specs/aws): finds the operation of a request, reads its members strictly, and
 * holds our own answers to the same description. It knows no behaviour.
 */

import portalJson from '../../specs/aws/sso.service-2.json' with { type: 'json' };
import oidcJson from '../../specs/aws/sso-oidc.service-2.json' with { type: 'json' };
import type { RawRequest } from '../http/traffic.ts';

export type ServiceName = 'sso-oidc' | 'sso';

interface MemberRef {
  readonly shape: string;
  readonly location?: 'header' | 'querystring';
  readonly locationName?: string;
}

interface Shape {
  readonly type: 'structure' | 'list' | 'string' | 'integer' | 'long';
  readonly members?: Readonly<Record<string, MemberRef>>;
  readonly member?: MemberRef;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
  readonly error?: { readonly httpStatusCode: number };
}

export interface Operation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: { readonly shape: string };
  readonly output?: { readonly shape: string };
  readonly errors: readonly { readonly shape: string }[];
}

export interface Model {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Each member as the model types it: strings, whole numbers, lists of strings. */
export type Members = Readonly<Record<string, string | number | readonly string[]>>;

/** A request that the description does not allow. */
export class BadRequest extends Error {}

// The files are data; their inferred types are enormous and say less than Model.
export const MODELS: Readonly<Record<ServiceName, Model>> = {
  'sso-oidc': oidcJson as unknown as Model,
  sso: portalJson as unknown as Model,
};

export function shapeOf(service: ServiceName, name: string): Shape {
  const shape = MODELS[service].shapes[name];
  if (shape === undefined) throw new Error(`The model of ${service} has no shape ${name}.`);
  return shape;
}

const refs = (service: ServiceName, name: string): [string, MemberRef][] =>
  Object.entries(shapeOf(service, name).members ?? {});

/** The operation and whether its method is right; undefined when no operation has this path. */
export function operationOf(
  service: ServiceName,
  request: RawRequest,
): { operation: Operation; ok: boolean } | undefined {
  const withIam = request.query.get('aws_iam') === 't';
  const operation = Object.values(MODELS[service].operations).find(({ http }) => {
    const [path, query] = http.requestUri.split('?');
    return path === request.path && (query !== undefined) === withIam;
  });
  return operation && { operation, ok: operation.http.method === request.method };
}

function checkNumber(name: string, value: number, shape: Shape): number {
  if (!Number.isSafeInteger(value)) throw new BadRequest(`${name} must be a whole number.`);
  if (value < (shape.min ?? -Infinity) || value > (shape.max ?? Infinity)) {
    throw new BadRequest(`${name} must be from ${shape.min} to ${shape.max}.`);
  }
  return value;
}

/** `value` as the shape wants it. Nothing is converted, except digits out of a query. */
function checked(service: ServiceName, name: string, shapeName: string, value: unknown): Members[string] {
  const shape = shapeOf(service, shapeName);
  if (shape.type === 'list') {
    if (!Array.isArray(value) || value.length === 0) throw new BadRequest(`${name} must be a list with members.`);
    const items = value.map((item) => checked(service, name, shape.member?.shape ?? '', item));
    return items.filter((item) => typeof item === 'string');
  }
  if (shape.type === 'string') {
    if (typeof value !== 'string' || value === '') throw new BadRequest(`${name} must be a text that is not empty.`);
    if (shape.enum !== undefined && !shape.enum.includes(value)) throw new BadRequest(`${name} has an unknown value.`);
    return value;
  }
  if (typeof value !== 'number') throw new BadRequest(`${name} must be a number.`);
  return checkNumber(name, value, shape);
}

function refuseUnknown(what: string, names: Iterable<string>, known: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (!known.has(name)) throw new BadRequest(`There is no ${what} ${name}.`);
    if (seen.has(name)) throw new BadRequest(`The ${what} ${name} comes twice.`);
    seen.add(name);
  }
}

function bodyOf(request: RawRequest, wanted: boolean): Readonly<Record<string, unknown>> {
  if (!wanted) {
    if (request.body !== '') throw new BadRequest('This operation takes no body.');
    return {};
  }
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) {
    throw new BadRequest('The content type must be application/json.');
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    throw new BadRequest('The body is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new BadRequest('The body is no object.');
  return { ...body };
}

function fromQuery(service: ServiceName, ref: MemberRef, text: string | null): unknown {
  if (text === null) return undefined;
  return shapeOf(service, ref.shape).type === 'integer' ? (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN) : text;
}

/** Reads every member from where the model puts it. Throws BadRequest for anything missing, unknown, doubled or of a wrong type. */
export function readInput(service: ServiceName, operation: Operation, request: RawRequest): Members {
  const members = refs(service, operation.input.shape);
  const inBody = members.filter(([, { location }]) => location === undefined);
  const inQuery = members.filter(([, { location }]) => location === 'querystring');
  refuseUnknown('query member', request.query.keys(), new Set(inQuery.map(([name, ref]) => ref.locationName ?? name)));
  const body = bodyOf(request, inBody.length > 0);
  refuseUnknown('member', Object.keys(body), new Set(inBody.map(([name]) => name)));
  const input: Record<string, Members[string]> = {};
  for (const [name, ref] of members) {
    const at = ref.locationName ?? name;
    const found =
      ref.location === 'header'
        ? request.headers[at.toLowerCase()]
        : ref.location === 'querystring'
          ? fromQuery(service, ref, request.query.get(at))
          : body[name];
    if (found !== undefined) input[name] = checked(service, at, ref.shape, found);
  }
  const missing = shapeOf(service, operation.input.shape).required?.find((name) => input[name] === undefined);
  if (missing !== undefined) throw new BadRequest(`${missing} is required.`);
  return input;
}

/** Names what of `value` the shape does not describe; empty when all is as described. Gives the paths of what was there to `note`. */
export function deviations(
  service: ServiceName,
  shapeName: string,
  value: unknown,
  note: (path: string) => void,
  path = shapeName,
): string[] {
  const shape = shapeOf(service, shapeName);
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item) => deviations(service, shape.member?.shape ?? '', item, note));
  }
  if (shape.type !== 'structure') return typeof value === (shape.type === 'string' ? 'string' : 'number') ? [] : [path];
  if (typeof value !== 'object' || value === null) return [`${path} is no object`];
  return Object.entries(value).flatMap(([name, member]) => {
    const ref = shape.members?.[name];
    if (ref === undefined) return [`${path}.${name} is not in the model`];
    note(`${shapeName}.${name}`);
    return deviations(
      service,
      ref.shape,
      member,
      note,
      shapeOf(service, ref.shape).type === 'structure' ? ref.shape : `${path}.${name}`,
    );
  });
}

/** Names of members that must never be seen in the clear, as the model marks them, and the two codes that it forgets. */
export const SECRET_MEMBERS: readonly string[] = [
  ...new Set(
    (['sso-oidc', 'sso'] as const).flatMap((service) =>
      Object.values(MODELS[service].shapes).flatMap(({ members = {} }) =>
        Object.entries(members).flatMap(([name, { shape }]) =>
          shapeOf(service, shape).sensitive || shape === 'AuthCode' || shape === 'DeviceCode' ? [name] : [],
        ),
      ),
    ),
  ),
];
