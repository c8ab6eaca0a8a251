/** How AWS is asked, and which answers are a refusal by one of its services. */
import { cloudHttp } from '../cloud/http.ts';
import { type Json, retryAfter } from '../shared/http.ts';
import { portalRefused, type Refusal, refusalOf } from './errors.ts';

export const { askOidc, askPortal } = cloudHttp<Refusal>({
  tokenHeader: 'x-amz-sso_bearer_token',
  refusalIn,
  portalRefused,
});

/** JSON, or anything that names its exception in the header. */
function refusalIn(response: Response, json: Json | undefined): Refusal | undefined {
  const { status, headers } = response;
  const refusal = refusalOf(status, json ?? {}, headers, retryAfter(response));
  // 429 comes as "HTTP 429 Unknown Code", or from a gateway in front, without a reliable name.
  if (status === 429) return { ...refusal, exception: 'TooManyRequestsException' };
  return json || refusal.exception ? refusal : undefined;
}
