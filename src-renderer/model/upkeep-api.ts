/** Settings, checks, log and diagnosis over the agent's API. Failures are ApiError, as everywhere in the page. */

import { strings } from '../../src-languages/window.ts';
import type {
  Diagnosis,
  DoctorReport,
  LogLine,
  LogResponse,
  SettingsPatch,
  SettingsResponse,
} from '../../src-main/api/types.ts';
import { ApiError, call, isRecord } from './api.ts';

const unreadable = (): ApiError => new ApiError('', strings.lost.unreadable, '', 200);

function settingsOf(answer: unknown): SettingsResponse {
  if (isRecord(answer) && isRecord(answer['about'])) return answer as SettingsResponse;
  throw unreadable();
}

export const upkeepApi = {
  settings: async (): Promise<SettingsResponse> => settingsOf(await call('GET', '/v1/settings')),
  change: async (patch: SettingsPatch): Promise<SettingsResponse> =>
    settingsOf(await call('PATCH', '/v1/settings', patch)),
  async checks(): Promise<DoctorReport['checks']> {
    const answer = await call('GET', '/v1/doctor');
    if (isRecord(answer) && Array.isArray(answer['checks'])) return (answer as DoctorReport).checks;
    throw unreadable();
  },
  async log(): Promise<readonly LogLine[]> {
    const answer = await call('GET', '/v1/log?limit=500');
    if (isRecord(answer) && Array.isArray(answer['lines'])) return (answer as LogResponse).lines;
    throw unreadable();
  },
  async diagnosis(): Promise<Diagnosis> {
    const answer = await call('GET', '/v1/diagnosis');
    if (isRecord(answer) && Array.isArray(answer['checks'])) return answer as Diagnosis;
    throw unreadable();
  },
};
