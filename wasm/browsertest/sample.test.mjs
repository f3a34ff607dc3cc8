import {test, beforeEach, after} from 'node:test';
import assert from 'node:assert/strict';
import {sample} from './sample.mjs';

const was = process.env.PROMPTSCOPE_ALL;
beforeEach(() => { delete process.env.PROMPTSCOPE_ALL; });
after(() => { if (was !== undefined) process.env.PROMPTSCOPE_ALL = was; });

const numbers = (n) => Array.from({length: n}, (_, i) => i);

test('a sample repeats, is in order, and comes from every part of the list', () => {
  for (const [cases, n] of [[7, 1], [7, 3], [10, 9], [1000, 40]]) {
    const got = sample('links', numbers(cases), n);
    assert.deepEqual(sample('links', numbers(cases), n), got);
    assert.equal(got.length, n);
    got.forEach((c, i) => assert.ok(c >= Math.floor(i * cases / n) && c < Math.floor((i + 1) * cases / n), `case ${i} of ${n} is ${c} of ${cases}`));
  }
  assert.notDeepEqual(sample('links', numbers(1000), 40), sample('folders', numbers(1000), 40));
  assert.throws(() => sample('links', numbers(3), 0), /want 1 or more/);
  assert.throws(() => sample('links', [], 3), /want 1 or more/);
});

test('few cases, and with PROMPTSCOPE_ALL=1 all cases, are taken whole', () => {
  assert.deepEqual(sample('links', numbers(5), 5), numbers(5));
  process.env.PROMPTSCOPE_ALL = '1';
  assert.deepEqual(sample('links', numbers(1000), 40), numbers(1000));
});
