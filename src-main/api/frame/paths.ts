/** Paths that are known in front of the router as well. Names in them are never percent-encoded: they are read only one way. */

export const CHECK_PATH = '/v1/check';

/** What hands out a token, or credentials of a role: the name of the profile, and of the role. */
export const SECRETS = /^\/v1\/profiles\/([^/]+)\/(?:token|roles\/([^/]+)\/credentials)$/;
