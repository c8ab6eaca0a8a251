/**
 * The two services as Huawei Cloud describes them (test/specs/huawei): finds the operation of a request, reads it strictly,
 * and holds our own answers to the same description. It knows no behaviour.
 */
import createTokenJson from '../../specs/huawei/identitycenter-oidc/CreateToken.openapi.json' with { type: 'json' };
import registerJson from '../../specs/huawei/identitycenter-oidc/RegisterClient.openapi.json' with { type: 'json' };
import startJson from '../../specs/huawei/identitycenter-oidc/StartDeviceAuthorization.openapi.json' with {
  type: 'json',
};
import credentialsJson from '../../specs/huawei/identitycenter-portal/GetAgencyCredentials.openapi.json' with {
  type: 'json',
};
import agenciesJson from '../../specs/huawei/identitycenter-portal/ListAccountAgencies.openapi.json' with {
  type: 'json',
};
import accountsJson from '../../specs/huawei/identitycenter-portal/ListAccounts.openapi.json' with { type: 'json' };
import logoutJson from '../../specs/huawei/identitycenter-portal/Logout.openapi.json' with { type: 'json' };
import type { RawRequest } from '../http/traffic.ts';

export type ServiceName = 'oidc' | 'portal';

export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'array' | 'object';
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly 'x-sensitive'?: boolean;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

interface Method extends Record<string, unknown> {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: { readonly '200': Content };
}

interface Description {
  readonly product_short: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Method>>>>;
  readonly components: {
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly schemas?: Readonly<Record<string, Schema>>;
  };
}

export interface Operation {
  readonly name: string;
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly answer: Schema | undefined;
  /** Follows a reference into the same description. */
  readonly resolve: (schema: Schema) => Schema;
}

/** A request that the description does not allow. */
export class BadRequest extends Error {}

export type Members = Readonly<Record<string, unknown>>;

function operationIn(description: Description): Operation {
  const [path = '', methods = {}] = Object.entries(description.paths)[0] ?? [];
  const [method = '', details] = Object.entries(methods)[0] ?? [];
  if (details === undefined) throw new Error('A description without an operation.');
  const { parameters = {}, schemas = {} } = description.components;
  const named = <T>(all: Readonly<Record<string, T>>, ref: string): T => {
    const found = all[ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`There is no ${ref}.`);
    return found;
  };
  return {
    name: details.operationId,
    service: description.product_short === 'IdentityCenterOIDC' ? 'oidc' : 'portal',
    method: method.toUpperCase(),
    path,
    parameters: (details.parameters ?? []).map((one) => (one.$ref === undefined ? one : named(parameters, one.$ref))),
    body: details.requestBody?.content?.['application/json'].schema,
    answer: details.responses['200'].content?.['application/json'].schema,
    resolve: (schema) => (schema.$ref === undefined ? schema : named(schemas, schema.$ref)),
  };
}

// The files are data; their inferred types are enormous and say less than Description.
export const OPERATIONS: readonly Operation[] = [
  registerJson,
  startJson,
  createTokenJson,
  accountsJson,
  agenciesJson,
  credentialsJson,
  logoutJson,
].map((json) => operationIn(json as unknown as Description));

export function operationOf(service: ServiceName, { path }: RawRequest): Operation | undefined {
  return OPERATIONS.find((one) => one.service === service && one.path === path);
}

/** With `u` where the pattern allows it: \p{L} means nothing without. */
function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    return new RegExp(text);
  }
}

/** What of `value` is not as the schema says, each with its place; `note` hears of each place that was there. */
export function deviations(
  resolve: Operation['resolve'],
  given: Schema,
  value: unknown,
  at: string,
  note: (place: string) => void = () => undefined,
): string[] {
  const schema = resolve(given);
  note(at);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item) => deviations(resolve, schema.items ?? {}, item, at, note));
  }
  if (schema.type === 'object') return membersWrong(resolve, schema, value, at, note);
  if (schema.type === 'integer') {
    const fits = Number.isSafeInteger(value) && within(Number(value), schema.minimum, schema.maximum);
    return fits ? [] : [`${at} is no number that is allowed`];
  }
  if (typeof value !== 'string') return [`${at} is no text`];
  if (!within(value.length, schema.minLength, schema.maxLength)) return [`${at} is too short or too long`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is none of the values that there are`];
  return schema.pattern === undefined || patternOf(schema.pattern).test(value) ? [] : [`${at} is not of the form`];
}

const within = (size: number, least = -Infinity, most = Infinity): boolean => size >= least && size <= most;

function membersWrong(
  resolve: Operation['resolve'],
  { properties = {}, required = [] }: Schema,
  value: unknown,
  at: string,
  note: (place: string) => void,
): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const schema = properties[name];
    if (schema === undefined) return [`there is no ${at}.${name}`];
    return deviations(resolve, schema, member, `${at}.${name}`, note);
  });
  return [...missing, ...wrong];
}

/** Names of members that must never be seen in the clear; the descriptions mark only some of them. */
export const SECRET_MEMBERS: readonly string[] = [
  'client_secret',
  'device_code',
  'access_token',
  'refresh_token',
  'id_token',
  'secret_access_key',
  'session_token',
];
