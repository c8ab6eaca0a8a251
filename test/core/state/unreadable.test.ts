/** Unusable vault records: the error says why, and what to do. */
import { describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { parseRecord } from '../../../src-main/core/state/vault-record.ts';

describe('a record in the vault', () => {
  it('newcomer A11: from a newer version is not called damaged, and the hint is to update, not to remove it', () => {
    const text = secret('{"v":2,"grant":{"refreshToken":"CANARY"}}');
    expect(() => parseRecord('work', text, 'key')).toThrow('was written by a newer Latchkey');
    try {
      parseRecord('work', text, 'key');
    } catch (error) {
      expect(error).toMatchObject({ code: 'vault_failed', hint: expect.stringContaining('Update Latchkey') });
      expect(String(error)).not.toContain('CANARY');
    }
  });

  it('that is damaged is reported as unreadable', () => {
    for (const text of ['', '{', '{"v":1}']) {
      expect(() => parseRecord('work', secret(text), 'key')).toThrow('cannot be read');
    }
  });
});
