/** The event stream, read in whatever pieces the network delivers. */
import { describe, expect, it } from 'vitest';
import { createEventParser, readView } from '../../../src-renderer/model/events.ts';
import { view } from '../../support/page/views.ts';

function read(...chunks: string[]): [string, string][] {
  const events: [string, string][] = [];
  const parse = createEventParser((name, data) => events.push([name, data]));
  for (const chunk of chunks) parse(chunk);
  return events;
}

describe('the event stream', () => {
  it('is the same whole, letter by letter and with CRLF', () => {
    const text = 'event: view\ndata: {"a":1}\n\ndata:x\ndata:  y\n\n';
    const events = [
      ['view', '{"a":1}'],
      ['message', 'x\n y'],
    ];
    expect(read(text)).toEqual(events);
    expect(read(...text)).toEqual(events);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(events);
  });

  it('heartbeats and incomplete events say nothing', () => {
    expect(read(': still here\n\n', 'event: view\ndata: {"half"')).toEqual([]);
  });
});

describe('a View', () => {
  it('is taken when it looks like one', () => expect(readView(JSON.stringify(view([])))?.overall).toBe('empty'));

  it.each(['', 'null', '[]', '{}', '{"profiles":{}}', '<html>', '{"profiles":[]}'])('is not %j', (data) =>
    expect(readView(data)).toBeUndefined(),
  );
});
