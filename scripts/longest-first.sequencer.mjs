import Sequencer from '@jest/test-sequencer';

/** Stories with processes first: begun last, one of them alone would keep the run from ending. */
const rank = ({ path }) => (path.includes('.e2e.') ? 0 : path.includes('.int.') ? 1 : 2);

/** An order for jest that needs no run before it, as a fresh clone has none. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}
