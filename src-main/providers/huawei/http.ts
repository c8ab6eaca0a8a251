/** How Huawei Cloud is asked, and which answers are a refusal by the service or its gateway. */
import { cloudHttp } from '../cloud/http.ts';
import { type Json, retryAfter } from '../shared/http.ts';
import { portalRefused } from './errors.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export const { askOidc, askPortal } = cloudHttp<Refusal>({
  tokenHeader: 'access-token',
  refusalIn,
  portalRefused,
});

function refusalIn(response: Response, json: Json | undefined): Refusal | undefined {
  const isOurs = json !== undefined || response.status === 429;
  return isOurs ? refusalOf(response.status, json ?? {}, retryAfter(response)) : undefined;
}
