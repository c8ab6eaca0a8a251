/** How profiles, roles and forwards may be named. Written once, since it decides what a limited door lets through. Pure. */

/** Parts of longer patterns. */
export const PROFILE = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
export const ROLE = '[A-Za-z0-9][A-Za-z0-9._@-]{0,127}';

/** Whole names. */
export const PROFILE_NAME = new RegExp(`^${PROFILE}$`);
export const ROLE_NAME = new RegExp(`^${ROLE}$`);
export const FORWARD_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
