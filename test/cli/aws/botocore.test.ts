/** AWS's configuration as botocore itself reads it: the same profiles, sessions and values, from a table of odd files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAwsConfig, sectionsOf } from '../../../src-shared/aws-config.ts';

const hasBotocore = (python: string) => spawnSync(python, ['-c', 'import botocore.configloader']).status === 0;
const PYTHON = ['python3', '/usr/bin/python3'].find(hasBotocore);

/** What botocore reads; null for a file that it refuses. Nested blocks are left as text. */
const READER = `
import json, sys
from botocore.configloader import raw_config_parse, build_profile_map
from botocore.exceptions import ConfigParseError
def read(path):
    try:
        found = build_profile_map(raw_config_parse(path, parse_subsections=False))
        return {"profile": found["profiles"], "sso-session": found["sso_sessions"]}
    except ConfigParseError:
        return None
print(json.dumps([read(path) for path in sys.argv[1:]]))
`;

const FILES: readonly string[] = [
  // Every key indented, with blanks, tabs and both.
  '[profile a]\n  sso_session = corp\n  sso_account_id = 111122223333\n  sso_role_name = Admin\n',
  '[profile a]\n\tsso_session = corp\n\tregion = x\n',
  '  [profile a]\n  sso_session = corp\n  region = x\n',
  '    [profile a]\n  sso_session = corp\nregion = x\n',
  '[profile a]\n  region = x\n [profile b]\n region = y\n',
  // Blocks first, last, deeper, with comments and empty lines within.
  '[profile a]\n  s3 =\n    max_concurrent_requests = 20\n  sso_session = corp\n',
  '[profile a]\ns3 =\n  addressing_style = path\nsso_session = corp\n',
  '[profile a]\n  s3 =\n    x = 1\n\n    # a comment\n    y = 2\n\n  sso_session = corp\n',
  '[profile a]\ns3 =\n  x = 1\n# not indented\n  y = 2\nregion = z\n',
  '[profile a]\n    s3 =\n        x = 1\n      y = 2\n    region = z\n  output = json\n',
  '[profile a]\ns3 =\n  sso_session = corp\n',
  '[profile a]\n\n\nregion = x\n\n\n\noutput = json\n\n',
  '[profile a]\nregion = x\n\n  more\noutput = json\n',
  '[profile a]\nregion = x\n  [profile b]\n  region = y\n',
  '[profile a]\nservices = local\n[services local]\ns3 =\n  endpoint_url = http://localhost\n[profile b]\nregion = x\n',
  // Separators, case, comments.
  '[profile a]\nRegion : x\nOUTPUT=json\nuri = https://a:443/?b=c#d\nempty =\n',
  '# first\n; second\n[profile a]\n# c = 1\n  ; d = 2\nregion = x\n',
  '[profile a]\nkey = a#b;c\nother = #only\n'.replace('other = #only\n', ''),
  // Names.
  '[profile Co-[prod]/Admin]\nregion = x\n[profile Co-[prod]/ReadOnly]\nregion = y\n',
  '[profile "my dev"]\nregion = x\n[profile \'q s\']\nregion = y\n[profile back\\ slash]\nregion = z\n',
  '[profile a"b c"d]\nregion = x\n[profile "q\\"q"]\nregion = y\n',
  '[profile 本番]\nregion = x\n[sso-session 開発]\nsso_region = y\n',
  '[profile\ta]\nregion = x\n[profile   b   ]\nregion = y\n',
  '[profile a@b.c+d:e/f]\nregion = x\n[profile -]\nregion = y\n',
  '[profile a]trailing\nregion = x\n',
  '[profile ]]\nregion = x\n',
  // The same profile twice, in two ways of writing it.
  '[default]\nregion = x\noutput = json\n[profile default]\nregion = y\n',
  '[profile default]\nregion = x\noutput = json\n[default]\nregion = y\n',
  '[profile a]\nregion = x\noutput = json\n[profile "a"]\nregion = y\n',
  // Line ends, and a file that ends in the middle of a line.
  '[profile a]\r\n  region = x\r\n  s3 =\r\n    y = 1\r\n  output = json\r\n',
  '[profile a]\rregion = x\r[profile b]\rregion = y',
  '[profile a]\nregion = x',
  '',
  '\n\n# nothing\n',
];

/** What botocore refuses, other AWS tools read in part; so do we, without harm. */
const REFUSED: readonly string[] = [
  'region = x\n[profile a]\nregion = y\n',
  '[profile a]\nregion = x\n[profile a]\noutput = json\n',
  '[profile a]\nregion = x\nregion = y\n',
  '[profile a]\nnonsense\nregion = x\n',
  '[profile a]\n= x\n',
];

const read = (text: string) => {
  const config = parseAwsConfig(Buffer.from(text, 'utf8').toString('latin1'));
  const of = (kind: string) =>
    Object.fromEntries(
      [...sectionsOf(config, kind)].map(([name, { settings }]) => [
        name,
        Object.fromEntries([...settings].map(([key, { value }]) => [key, value])),
      ]),
    );
  return { profile: of('profile'), 'sso-session': of('sso-session') };
};

/** Empty lines within a value do not matter to anyone. */
const withoutEmptyLines = (found: unknown) => JSON.parse(JSON.stringify(found).replaceAll(/(\\n)(?:\\n)+/g, '$1'));

describe.skipIf(PYTHON === undefined)(
  'inputs 1, 10, 21: read as botocore reads it (skipped where there is none)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-botocore-'));
    let botocore: unknown[] = [];
    beforeAll(() => {
      const paths = [...FILES, ...REFUSED].map((text, at) => {
        const path = join(folder, String(at));
        writeFileSync(path, text);
        return path;
      });
      const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' };
      const { stdout, stderr } = spawnSync(PYTHON ?? '', ['-c', READER, ...paths], { encoding: 'utf8', env });
      expect(stderr).toBe('');
      botocore = JSON.parse(stdout);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(FILES.map((text, at) => [text, at] as const))('%j', (text, at) => {
      expect(withoutEmptyLines(read(text))).toEqual(withoutEmptyLines(botocore[at]));
    });

    it.each(REFUSED.map((text, at) => [text, at] as const))('%j is what botocore refuses', (text, at) => {
      expect(botocore[FILES.length + at]).toBeNull();
      expect(() => read(text)).not.toThrow();
    });
  },
);
