/** How the two services say no: the exceptions of their models, plus the portal's that no model names but clients meet. */
import { type ServiceName, shapeOf } from './model.ts';

export interface Failure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FailureDetails {
  /** The human-readable text; each exception has one of its own. */
  readonly description?: string;
  /** KMS_…; only of AccessDeniedException and InvalidRequestException of sso-oidc. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by an operation: the exception's exact name in the model, or one of UNMODELLED. */
export class Refusal extends Error {
  readonly exception: string;
  readonly details: FailureDetails;

  constructor(exception: string, description?: string) {
    super(description ?? exception);
    this.exception = exception;
    this.details = description === undefined ? {} : { description };
  }
}

const UNMODELLED: Readonly<Record<string, number>> = {
  ForbiddenException: 403,
  UnknownOperationException: 404,
  MethodNotAllowedException: 405,
  PayloadTooLargeException: 413,
  InternalFailure: 500,
  ServiceUnavailableException: 503,
};

/** The value of `error` in the body, as each exception's documentation states it. */
const OAUTH_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access_denied',
  AuthorizationPendingException: 'authorization_pending',
  ExpiredTokenException: 'expired_token',
  InternalServerException: 'server_error',
  InvalidClientException: 'invalid_client',
  InvalidClientMetadataException: 'invalid_client_metadata',
  InvalidGrantException: 'invalid_grant',
  InvalidRedirectUriException: 'invalid_redirect_uri',
  InvalidRequestException: 'invalid_request',
  InvalidRequestRegionException: 'invalid_request',
  InvalidScopeException: 'invalid_scope',
  SlowDownException: 'slow_down',
  UnauthorizedClientException: 'unauthorized_client',
  UnsupportedGrantTypeException: 'unsupported_grant_type',
};

/** The portal's own words. */
const MESSAGES: Readonly<Record<string, string>> = {
  UnauthorizedException: 'Session token not found or invalid',
  ForbiddenException: 'No access',
  ResourceNotFoundException: 'The specified resource does not exist',
  TooManyRequestsException: 'HTTP 429 Unknown Code',
  InvalidRequestException: 'Invalid request',
};

function statusOf(service: ServiceName, exception: string): number {
  return UNMODELLED[exception] ?? shapeOf(service, exception).error?.httpStatusCode ?? 500;
}

/** The whole answer. `exception` must be an exception of the service's model or one that is known from the field. */
export function failure(service: ServiceName, exception: string, details: FailureDetails = {}): Failure {
  const namespace = service === 'sso' ? 'com.amazonaws.switchboard.portal' : 'com.amazonaws.sso.oidc';
  const type = `${exception}:http://internal.amazon.com/coral/${namespace}/`;
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type, ...details.headers };
  const status = statusOf(service, exception);
  if (service === 'sso' || exception in UNMODELLED) {
    const message = details.description ?? MESSAGES[exception] ?? exception;
    return { status, headers, body: { message, __type: `${namespace}#${exception}` } };
  }
  const error = OAUTH_CODES[exception];
  // Often empty in the field.
  const body = { error, error_description: details.description ?? '' };
  const { reason } = details;
  if (reason === undefined) return { status, headers, body };
  const allowed = shapeOf(service, exception).members?.['reason'];
  if (allowed === undefined || !shapeOf(service, allowed.shape).enum?.includes(reason)) {
    throw new Error(`${exception} has no reason ${reason}.`);
  }
  return { status, headers, body: { ...body, reason } };
}
