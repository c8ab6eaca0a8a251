/**
 * The text of clients/js/openapi.ts, from the agent's OpenAPI document. Pure; used by scripts/documents/write-client-types.mjs
 * and by the test that compares. It knows the JSON Schema words that the document uses, and fails on any other.
 */

type Node = Readonly<Record<string, unknown>>;

const INTRODUCTION = `/**
 * The shapes of the agent's API. Made by \`npm run docs:client\` from its OpenAPI document (GET /v1/openapi.json); do not edit.
 */
`;
/** These restrict values in ways that a TypeScript type cannot express. */
const SILENT = new Set([
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'format',
]);
const SPOKEN = new Set([
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  'additionalProperties',
  'anyOf',
  'oneOf',
  '$ref',
  'description',
  'default',
  'propertyNames',
]);
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function clientTypes(document: unknown): string {
  const schemas = Object.entries(node(node(node(document)['components'])['schemas']));
  const interfaces = schemas.map(
    ([name, schema]) => `${comment(schema, '')}export type ${name} = ${type(schema, '')};`,
  );
  const operations = Object.entries(node(node(document)['paths'])).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in node(methods)).map((method) => {
      const operation = node(node(methods)[method]);
      return { key: `${method.toUpperCase()} ${path}`, operation };
    }),
  );
  const bodies = operations.flatMap(({ key, operation }) => {
    const schema = jsonIn(operation['requestBody']);
    return schema === undefined ? [] : [`  '${key}': ${type(schema, '  ')};`];
  });
  const answers = operations.map(
    ({ key, operation }) => `${comment(operation, '  ')}  '${key}': ${answer(operation)};`,
  );
  return [
    INTRODUCTION,
    ...interfaces.map((text) => `${text}\n`),
    `/** What a request takes as its body, by method and path. */\nexport interface Requests {\n${bodies.join('\n')}\n}\n`,
    `/** What is answered, by method and path. */\nexport interface Answers {\n${answers.join('\n')}\n}\n`,
  ].join('\n');
}

/** The JSON of the first good answer; without one (204, event streams), there is no body to type. */
function answer(operation: Node): string {
  const good = Object.entries(node(operation['responses'])).find(([status]) => status.startsWith('2'))?.[1];
  const schema = jsonIn(good);
  return schema === undefined ? 'undefined' : type(schema, '  ');
}

function jsonIn(holder: unknown): unknown {
  if (holder === undefined) return undefined;
  const content = node(holder)['content'];
  const json = content === undefined ? undefined : node(content)['application/json'];
  return json === undefined ? undefined : node(json)['schema'];
}

function type(given: unknown, indent: string): string {
  const schema = node(given);
  const strange = Object.keys(schema).find((word) => !SILENT.has(word) && !SPOKEN.has(word));
  if (strange !== undefined) throw new Error(`scripts/documents/client-types.ts does not know the word ${strange}`);
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? 'unknown';
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(literal).join(' | ');
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) return either.map((one) => type(one, indent)).join(' | ');
  const kinds = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  return kinds.map((kind) => typeOf(kind, schema, indent)).join(' | ');
}

function typeOf(kind: unknown, schema: Node, indent: string): string {
  if (kind === 'string' || kind === 'boolean' || kind === 'null') return kind;
  if (kind === 'number' || kind === 'integer') return 'number';
  if (kind === 'array') {
    const items = type(schema['items'] ?? {}, indent);
    return /^\w+$/.test(items) ? `${items}[]` : `Array<${items}>`;
  }
  if (kind === 'object') return object(schema, indent);
  if (kind === undefined) return 'unknown';
  throw new Error(`scripts/documents/client-types.ts does not know the type ${String(kind)}`);
}

function object(schema: Node, indent: string): string {
  const { required } = schema;
  const members = Object.entries(node(schema['properties'] ?? {})).map(([name, member]) => {
    const mark = Array.isArray(required) && required.includes(name) ? '' : '?';
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
    return `${comment(member, `${indent}  `)}${indent}  ${key}${mark}: ${type(member, `${indent}  `)};\n`;
  });
  const more = schema['additionalProperties'];
  if (members.length > 0) return `{\n${members.join('')}${indent}}`;
  return typeof more === 'object' ? `Record<string, ${type(more, indent)}>` : 'Record<string, unknown>';
}

function comment(given: unknown, indent: string): string {
  const { description, summary } = node(given);
  const text = typeof summary === 'string' ? summary : description;
  return typeof text === 'string' ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '';
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

function node(value: unknown): Node {
  if (typeof value === 'object' && value !== null) return value as Node;
  throw new Error('The OpenAPI document is not of the form that scripts/documents/client-types.ts knows.');
}
