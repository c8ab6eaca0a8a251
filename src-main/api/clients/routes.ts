/** Descriptions of the routes for OAuth clients; their code is in clients.ts. */
import { createRoute } from '@hono/zod-openapi';
import type { ErrorCode } from '../../core/errors.ts';
import { ASK_ERRORS, body, json, problems, VAULT_ERRORS } from '../frame/described.ts';
import {
  AdminQuery,
  ClientBody,
  ClientParams,
  ClientResponse,
  ClientSecretResponse,
  ClientsQuery,
  ClientsResponse,
  LifespansBody,
  PatchBody,
} from '../schemas/client-schemas.ts';
import { NameParams } from '../schemas/schemas.ts';

const WHERE: readonly ErrorCode[] = ['profile_unknown', 'clients_unsupported', 'admin_url_missing', 'profile_invalid'];

const ADMIN: readonly ErrorCode[] = [
  ...WHERE,
  'admin_url_wrong',
  'provider_refused',
  'provider_unreachable',
  'provider_error',
  'tls_untrusted',
  ...VAULT_ERRORS,
];
const CHANGE: readonly ErrorCode[] = [...ADMIN, ...ASK_ERRORS, 'request_too_large', 'client_invalid'];

const ONE = '/v1/profiles/{name}/clients/{id}';

export const list = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/clients',
  summary: 'The OAuth clients of the admin API, a page at a time',
  request: { params: NameParams, query: ClientsQuery },
  responses: { 200: json(ClientsResponse, 'The clients'), ...problems(...ADMIN, 'client_invalid') },
});

export const create = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/clients',
  summary: 'Creates an OAuth client; its secret goes to the vault',
  request: { params: NameParams, query: AdminQuery, body: body(ClientBody, true) },
  responses: { 201: json(ClientResponse, 'The client'), ...problems(...CHANGE, 'client_exists') },
});

export const get = createRoute({
  method: 'get',
  path: ONE,
  summary: 'One client',
  request: { params: ClientParams, query: AdminQuery },
  responses: { 200: json(ClientResponse, 'The client'), ...problems(...ADMIN, 'client_unknown') },
});

export const set = createRoute({
  method: 'put',
  path: ONE,
  summary: 'Replaces a client; an absent field goes back to its default',
  request: { params: ClientParams, query: AdminQuery, body: body(ClientBody, true) },
  responses: { 200: json(ClientResponse, 'The client as it is now'), ...problems(...CHANGE, 'client_unknown') },
});

export const patch = createRoute({
  method: 'patch',
  path: ONE,
  summary: 'Changes parts of a client with a JSON Patch',
  request: { params: ClientParams, query: AdminQuery, body: body(PatchBody, true) },
  responses: { 200: json(ClientResponse, 'The client as it is now'), ...problems(...CHANGE, 'client_unknown') },
});

export const remove = createRoute({
  method: 'delete',
  path: ONE,
  summary: 'Deletes a client at the provider, and its secrets here',
  request: { params: ClientParams, query: AdminQuery },
  responses: { 204: { description: 'Deleted' }, ...problems(...ADMIN, ...ASK_ERRORS, 'client_unknown') },
});

export const lifespans = createRoute({
  method: 'put',
  path: `${ONE}/lifespans`,
  summary: "Sets how long a client's tokens live, all lifespans at once",
  request: { params: ClientParams, query: AdminQuery, body: body(LifespansBody, true) },
  responses: { 200: json(ClientResponse, 'The client as it is now'), ...problems(...CHANGE, 'client_unknown') },
});

export const rotate = createRoute({
  method: 'post',
  path: `${ONE}/rotate-secret`,
  summary: 'Creates a new secret, which goes to the vault; the former one stays valid until it is dropped',
  request: { params: ClientParams, query: AdminQuery },
  responses: {
    200: json(ClientResponse, 'The client'),
    ...problems(...ADMIN, ...ASK_ERRORS, 'client_invalid', 'client_unknown'),
  },
});

export const dropFormer = createRoute({
  method: 'delete',
  path: `${ONE}/former-secrets`,
  summary: 'Invalidates all secrets before the current one',
  request: { params: ClientParams, query: AdminQuery },
  responses: {
    204: { description: 'Dropped' },
    ...problems(...ADMIN, ...ASK_ERRORS, 'client_invalid', 'client_unknown'),
  },
});

export const secret = createRoute({
  method: 'get',
  path: `${ONE}/secret`,
  summary: "A client's secrets in the vault; on the socket only",
  request: { params: ClientParams, query: AdminQuery },
  responses: {
    200: json(ClientSecretResponse, 'The secrets'),
    ...problems(...WHERE, 'client_secret_unknown', ...ASK_ERRORS, ...VAULT_ERRORS),
  },
});
