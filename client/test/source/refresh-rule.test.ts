import { expect, test } from 'vitest';

import { RefreshRule } from '../../src/source/refresh-rule.ts';
import { ManualClock } from '../support/manual-clock.ts';

function rule() {
  const clock = new ManualClock();
  const told: number[] = [];
  const refresh = new RefreshRule({
    clock,
    quiet: 60,
    patience: 2_000,
    retry: 2_000,
    notify: () => told.push(told.length),
  });
  return { clock, refresh, told };
}

test('a change while nobody asks is told at once', () => {
  const { refresh, told } = rule();

  refresh.changed();

  expect(told).toHaveLength(1);
});

test('changes while a query is under way are told once, when it has been quiet after the answer', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.changed();
  refresh.changed();
  refresh.queryEnded(true);

  clock.pass(59);
  expect(told).toHaveLength(0);
  clock.pass(1);
  expect(told).toHaveLength(1);
  refresh.queryBegan(0);
  refresh.queryEnded(true);
  clock.pass(10_000);
  expect(told).toHaveLength(1);
});

test('what a panel that is slow with an answer does not hear is told again, a few times', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.changed();
  refresh.queryEnded(true);

  clock.pass(60 + 250);
  expect(told).toHaveLength(2);
  clock.pass(100_000);
  expect(told.length).toBeLessThanOrEqual(4);
});

test('the next page of a round that goes on is no sign that it was heard', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.changed();
  refresh.queryEnded(true);
  clock.pass(60);
  refresh.queryBegan(1);
  clock.pass(300);
  refresh.queryEnded(true);

  clock.pass(60);
  expect(told).toHaveLength(2);
  refresh.queryBegan(0);
  refresh.queryEnded(true);
  clock.pass(100_000);
  expect(told).toHaveLength(2);
});

test('where nobody has asked for a while, a change is told once', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.queryEnded(true);
  clock.pass(2_000);

  refresh.changed();
  clock.pass(100_000);

  expect(told).toHaveLength(1);
});

test('pages that are asked for one after the other count as one query', () => {
  const { clock, refresh, told } = rule();
  for (let page = 0; page < 5; page += 1) {
    refresh.queryBegan(page);
    if (page === 1) refresh.changed();
    clock.pass(20);
    refresh.queryEnded(true);
    clock.pass(30);
  }

  expect(told).toHaveLength(0);
  clock.pass(30);
  expect(told).toHaveLength(1);
});

test('a change within the quiet after an answer is told at its end', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.queryEnded(true);
  clock.pass(10);
  refresh.changed();

  expect(told).toHaveLength(0);
  clock.pass(50);
  expect(told).toHaveLength(1);
});

test('an answer that is older than what was heard of is asked for anew', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.queryEnded('old');

  clock.pass(60);

  expect(told).toHaveLength(1);
});

test('where queries never stop a change is told after a while, and once more when they do', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.changed();

  clock.pass(2_000);
  expect(told).toHaveLength(1);
  refresh.queryEnded(true);
  clock.pass(60);
  expect(told).toHaveLength(2);
});

test('a query that failed is retried less and less often, and at once when the gateway is back', () => {
  const { clock, refresh, told } = rule();
  const fail = () => {
    refresh.queryBegan(0);
    refresh.queryEnded(false);
    clock.pass(60);
  };
  fail();
  clock.pass(1_440);
  expect(told).toHaveLength(1);
  fail();
  clock.pass(1_500);
  expect(told).toHaveLength(1);
  clock.pass(1_500);
  expect(told).toHaveLength(2);

  fail();
  refresh.reachable();
  expect(told).toHaveLength(3);
  refresh.queryBegan(0);
  refresh.queryEnded(true);
  clock.pass(100_000);
  expect(told).toHaveLength(3);
  expect(clock.waiting).toBe(0);
});

test('after stop nothing is told and no timer is left', () => {
  const { clock, refresh, told } = rule();
  refresh.queryBegan(0);
  refresh.queryBegan(0);
  refresh.changed();
  refresh.queryEnded(false);

  refresh.stop();
  refresh.queryEnded(true);
  refresh.changed();
  clock.pass(100_000);

  expect(told).toHaveLength(0);
  expect(clock.waiting).toBe(0);
});
