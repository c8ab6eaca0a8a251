/** Paths that are also known in front of the router. Names in them are never percent-encoded: they can be read only one way. */

export const CHECK_PATH = '/v1/check';

/** The paths that hand out a token, or credentials of a role: the name of the profile, and of the role. */
export const SECRETS = /^\/v1\/profiles\/([^/]+)\/(?:token|roles\/([^/]+)\/credentials)$/;
