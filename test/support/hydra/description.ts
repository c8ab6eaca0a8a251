/**
 * Ory Hydra as its API description says (test/specs/ory-hydra): finds the operation of a request, holds its query and body to
 * the schemas, and our own answers too. It knows no behaviour.
 */
import description from '../../specs/ory-hydra/api.json' with { type: 'json' };
import type { RawRequest } from '../http/traffic.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly $ref?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

// The file is data; its inferred type is enormous and says less.
const api = description as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, Schema>; readonly responses: Record<string, Content> };
};

/** The object of a client, with its members. */
export const CLIENT: Schema = api.components.schemas['oAuth2Client'] ?? {};

function referred<T extends { readonly $ref?: string }>(thing: T, section: 'schemas' | 'responses'): T {
  const name = thing.$ref?.split('/').at(-1);
  return name === undefined ? thing : (api.components[section][name] as unknown as T);
}

/** Every operation, by method and path. */
export function operations(): { method: string; path: string; operation: Operation }[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export interface Found {
  readonly operation: Operation;
  readonly path: string;
  /** What stands at `{id}`. */
  readonly id: string;
}

/** The operation of a request; `wrong-method` when the path has others; undefined when nothing has this path. */
export function operationOf(request: RawRequest): Found | 'wrong-method' | undefined {
  let otherMethod = false;
  for (const { method, path, operation } of operations()) {
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`);
    const match = pattern.exec(request.path);
    if (match === null) continue;
    if (method === request.method) return { operation, path, id: decodeURIComponent(match[1] ?? '') };
    otherMethod = true;
  }
  return otherMethod ? 'wrong-method' : undefined;
}

/** Where `value` is not as the schema says. `onMember` hears each member that was there, as `schemaName.member`. */
export function deviations(given: Schema, value: unknown, path = '$', onMember?: (name: string) => void): string[] {
  const name = given.$ref?.split('/').at(-1);
  const schema = referred(given, 'schemas');
  // Hydra itself answers null where no lifespan is set, though the description does not say so.
  if (value === null && (schema.nullable || name === 'NullDuration')) return [];
  const at = (what: string) => [`${path} ${what}`];
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? stringDeviations(schema, value, path) : at('is not a string');
    case 'integer':
      return Number.isInteger(value) ? [] : at('is not a whole number');
    case 'boolean':
      return typeof value === 'boolean' ? [] : at('is not a boolean');
    case 'array':
      if (!Array.isArray(value)) return at('is not an array');
      return value.flatMap((item, index) => deviations(schema.items ?? {}, item, `${path}[${index}]`, onMember));
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return at('is not an object');
      return memberDeviations(schema, value as Record<string, unknown>, path, name ?? 'form', onMember);
    default:
      return [];
  }
}

function stringDeviations(schema: Schema, value: string, path: string): string[] {
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) return [`${path} is not in its form`];
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(value))) return [`${path} is not a time`];
  return [];
}

function memberDeviations(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  name: string,
  onMember: ((name: string) => void) | undefined,
): string[] {
  const known = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((member) => !Object.hasOwn(value, member));
  return [
    ...missing.map((member) => `${path}.${member} is missing`),
    ...Object.entries(value).flatMap(([member, inner]) => {
      onMember?.(`${name}.${member}`);
      const inside = Object.hasOwn(known, member) ? known[member] : undefined;
      if (inside !== undefined) return deviations(inside, inner, `${path}.${member}`, onMember);
      return schema.additionalProperties === undefined && schema.properties ? [`${path}.${member} is not known`] : [];
    }),
  ];
}

const JSON_TYPE = 'application/json';

/** What is wrong with a request; empty: nothing. */
export function requestDeviations(
  operation: Operation,
  request: RawRequest,
  onMember: (name: string) => void,
): string[] {
  const schema = operation.requestBody?.content?.[JSON_TYPE]?.schema;
  return [
    ...queryDeviations(operation, request),
    ...(schema ? jsonDeviations(operation, schema, request, onMember) : formDeviations(operation, request)),
  ];
}

function queryDeviations({ parameters = [], operationId }: Operation, { query }: RawRequest): string[] {
  if (operationId === 'oAuth2Authorize' || operationId === 'performOAuth2DeviceVerificationFlow') return [];
  const known = parameters.filter((parameter) => parameter.in === 'query');
  return [...query].flatMap(([name, text]) => {
    const parameter = known.find((candidate) => candidate.name === name);
    if (!parameter) return [`?${name} is not known`];
    const { type, minimum = -Infinity, maximum = Infinity } = parameter.schema;
    if (type === 'integer' && !/^\d+$/.test(text)) return [`?${name} is not a whole number`];
    return type === 'integer' && (Number(text) < minimum || Number(text) > maximum) ? [`?${name} is out of range`] : [];
  });
}

function jsonDeviations(
  { requestBody }: Operation,
  schema: Schema,
  { body, headers }: RawRequest,
  onMember: (name: string) => void,
): string[] {
  if (body === '') return requestBody?.required ? ['there is no body'] : [];
  if (!headers['content-type']?.startsWith(JSON_TYPE)) return ['the body is not declared as JSON'];
  try {
    return deviations(schema, JSON.parse(body), '$', onMember);
  } catch {
    return ['the body is not JSON'];
  }
}

/** RFC 6749 section 3.2: no parameter twice. The description does not list all that the RFCs allow. */
function formDeviations({ requestBody }: Operation, { form, body }: RawRequest): string[] {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const twice = [...new Set(form.keys())].filter((name) => form.getAll(name).length > 1);
  const missing = (schema?.required ?? []).filter((name) => !form.get(name));
  const stray = body !== '' && [...form].length === 0 ? ['the body is not a form'] : [];
  return [...stray, ...twice.map((name) => `${name} stands twice`), ...missing.map((name) => `${name} is missing`)];
}

/** What is wrong with one of our own answers. */
export function answerDeviations(
  operation: Operation,
  status: number,
  body: unknown,
  onMember: (name: string) => void,
): string[] {
  const response = operation.responses[String(status)] ?? operation.responses['default'];
  if (response === undefined) return [`status ${status} is not described`];
  const schema = referred(response, 'responses').content?.[JSON_TYPE]?.schema;
  if (schema === undefined) return [];
  return deviations(schema, body, '$', onMember);
}
