/** What the empty window and the form's live check ask the agent. Failures are ApiError, as everywhere in the page. */

import { strings } from '../../src-languages/window.ts';
import type {
  AwsImportedResponse,
  AwsImportResponse,
  CheckRequest,
  CheckResponse,
  ProfileView,
} from '../../src-main/api/types.ts';
import { ApiError, call, isRecord } from './api.ts';

const unreadable = (): ApiError => new ApiError('', strings.lost.unreadable, '', 200);

export const firstRunApi = {
  async awsSignIns(): Promise<AwsImportResponse> {
    const answer = await call('GET', '/v1/import/aws');
    if (isRecord(answer) && Array.isArray(answer['sign_ins'])) return answer as AwsImportResponse;
    throw unreadable();
  },
  async importAws(names: readonly string[]): Promise<AwsImportedResponse> {
    const answer = await call('POST', '/v1/import/aws', { names });
    if (isRecord(answer) && Array.isArray(answer['added'])) return answer as AwsImportedResponse;
    throw unreadable();
  },
  async sandbox(): Promise<ProfileView> {
    const answer = await call('POST', '/v1/sandbox');
    if (isRecord(answer) && typeof answer['name'] === 'string') return answer as ProfileView;
    throw unreadable();
  },
  async check(request: CheckRequest, until: AbortSignal): Promise<CheckResponse> {
    const answer = await call('POST', '/v1/check', request, until);
    if (isRecord(answer) && typeof answer['ok'] === 'boolean') return answer as CheckResponse;
    throw unreadable();
  },
};
