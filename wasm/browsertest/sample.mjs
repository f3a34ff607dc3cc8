// How much the browser tests look at of what grows with content, as internal/sample in Go: `make test` takes a sample,
// `make test-all`, which sets PROMPTSCOPE_ALL=1, takes everything.
import {createHash} from 'node:crypto';

export const all = () => process.env.PROMPTSCOPE_ALL === '1';

// sample is n of the cases in their order, one of each of n stretches, drawn with a name as the seed; or all of them.
export function sample(name, cases, n) {
  if (!(n >= 1 && cases.length)) throw new Error(`${n} of ${cases.length} cases show nothing; want 1 or more of 1 or more`);
  if (all() || cases.length <= n) return cases;
  return Array.from({length: n}, (_, i) => {
    const from = Math.floor(i * cases.length / n), to = Math.floor((i + 1) * cases.length / n);
    return cases[from + createHash('sha256').update(`${name} ${i}`).digest().readUInt32BE() % (to - from)];
  });
}
