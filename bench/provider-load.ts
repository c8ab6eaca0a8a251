/** The provider alone: one refresh after another without an agent, each with the token that the last one returned. */
import type { ProviderLoad } from './child.ts';
import type { LoadResult } from './load.ts';

export async function runProviderLoad({
  endpoint,
  authorization,
  refreshToken,
  requests,
}: ProviderLoad): Promise<LoadResult> {
  const times: number[] = [];
  let token = refreshToken;
  const startedMs = performance.now();
  for (let i = -3; i < requests; i += 1) {
    const askedMs = performance.now();
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
    const response = await fetch(endpoint, { method: 'POST', headers: { authorization }, body });
    const answer = (await response.json()) as Record<string, unknown>;
    if (i >= 0) times.push(performance.now() - askedMs);
    token = String(answer['refresh_token']);
  }
  return { times, failures: [], lives: [], tookMs: performance.now() - startedMs };
}
