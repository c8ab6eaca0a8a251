/**
 * Regions of Huawei Cloud that have IAM Identity Center, and its hosts there. Source: the region tables of the vendor's
 * SDK for Python, 3.1.211 (identitycenteroidc and identitycenterportalapi). Computes; sends nothing.
 */

export const REGIONS: readonly string[] = [
  'af-north-1',
  'af-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'cn-east-3',
  'cn-north-4',
  'cn-south-1',
  'cn-south-4',
  'cn-southwest-2',
  'la-north-2',
  'la-south-2',
  'me-east-1',
  'sa-brazil-1',
  'tr-west-1',
];

/** One host for all; the SDK lists it for cn-north-4 and cn-south-1, and nothing else is published for the others. */
export const PORTAL_ENDPOINT = 'https://portal-identitycenter.myhuaweicloud.com';

export function oidcEndpoint(region: string): string {
  return `https://oidc.${region}.myhuaweicloud.com`;
}

const NEAREST_AT_MOST = 3;

/** What a person who typed this may have meant, the likeliest first. */
export function nearestRegions(typed: string): readonly string[] {
  const plain = typed.toLowerCase().slice(0, 40);
  const [place = ''] = plain.split('-');
  // People rarely mistake the part of the world.
  const there = REGIONS.filter((region) => region.startsWith(`${place}-`));
  const ranked = (there.length > 0 ? there : REGIONS)
    .map((region) => ({ region, far: distance(plain, region) }))
    .sort((a, b) => a.far - b.far);
  const limit = (ranked[0]?.far ?? 0) + 1;
  return ranked
    .filter(({ far }) => far <= limit)
    .slice(0, NEAREST_AT_MOST)
    .map(({ region }) => region);
}

/** How many letters must be inserted, removed or changed to get from one to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
