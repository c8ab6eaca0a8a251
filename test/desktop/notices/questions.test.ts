/** A question is announced once, to someone who can see the screen, and its notification goes with it. */
import { describe, expect, it } from 'vitest';
import type { AskView, View } from '../../../src-main/core/view.ts';
import { createQuestions } from '../../../src-main/desktop/notices/questions.ts';

const ask = (id: string): AskView => ({
  id,
  profile: 'work',
  program: 'terraform',
  chain: ['terraform'],
  can_remember: true,
  expires_at: 1_800_000_060,
});

const view = (...asks: AskView[]): View => ({
  overall: 'fine',
  profiles: [],
  asks,
  agent: { version: '0', vault: 'memory', started_at: 0 },
});

function desk() {
  const screen = new Set<string>();
  const world = { locked: false, wanted: true, told: 0, raised: 0 };
  const questions = createQuestions({
    window: { ask: () => void world.raised++, answered: () => undefined },
    notices: {
      asks: ({ id }) => {
        world.told += 1;
        screen.add(id);
      },
      answered: (id) => void screen.delete(id),
    },
    wanted: () => world.wanted,
    isScreenLocked: () => world.locked,
  });
  return { questions, world, screen: () => [...screen] };
}

describe('a question’s notification', () => {
  it('comes once and goes with its answer', () => {
    const { questions, world, screen } = desk();
    questions.seen(view(ask('1')));
    questions.seen(view(ask('1'), ask('2')));
    expect(screen()).toEqual(['1', '2']);
    expect(world.told).toBe(2);
    questions.seen(view(ask('2')));
    expect(screen()).toEqual(['2']);
  });

  it('waits for an unlocked screen, and does not come if nothing is waiting any longer', () => {
    const { questions, world, screen } = desk();
    world.locked = true;
    questions.seen(view(ask('1')));
    questions.seen(view(ask('1'), ask('2')));
    questions.seen(view(ask('2')));
    questions.look();
    expect(world.told).toBe(0);
    expect(world.raised).toBe(2);
    world.locked = false;
    questions.look();
    questions.look();
    expect(screen()).toEqual(['2']);
    expect(world.told).toBe(1);
  });

  it('goes when such notifications are no longer wanted, and at the end', () => {
    const { questions, world, screen } = desk();
    questions.seen(view(ask('1')));
    questions.look();
    expect(screen()).toEqual(['1']);
    world.wanted = false;
    questions.look();
    expect(screen()).toEqual([]);
    world.wanted = true;
    questions.seen(view(ask('1'), ask('2')));
    expect(screen()).toEqual(['2']);
    questions.stop();
    expect(screen()).toEqual([]);
  });

  it('is no longer waited for after the end', () => {
    const { questions, world } = desk();
    world.locked = true;
    questions.seen(view(ask('1')));
    questions.stop();
    world.locked = false;
    questions.look();
    expect(world.told).toBe(0);
  });
});
