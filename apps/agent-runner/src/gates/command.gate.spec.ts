import { Gate } from '@headrace/events';
import { capture } from './capture.ts';
import { findingOf } from './command.gate.ts';
import type { GateOf } from './gate.ts';

const gate = (measure?: object) =>
  Gate.parse({ kind: 'command', run: 'npm test', measure }) as GateOf<'command'>;
const coverage = gate({ pattern: 'lines: ([0-9.]+)', unit: '%', min: 60 });

describe('the finding of a command', () => {
  it('passes on exit code 0', () => expect(findingOf(gate(), 0, 'fine').passed).toBe(true));

  it('fails on another, and quotes the last line', () =>
    expect(findingOf(gate(), 3, 'a\nboom\n')).toMatchObject({
      passed: false,
      summary: 'exit 3: npm test: boom',
    }));

  it('measures the last match, through colours', () =>
    expect(findingOf(coverage, 0, 'lines: 12\n\u001b[32mlines: 61.5\u001b[0m\n')).toMatchObject({
      passed: true,
      measure: 61.5,
      limit: 60,
      unit: '%',
    }));

  it('fails below the minimum', () =>
    expect(findingOf(coverage, 0, 'lines: 59.9')).toMatchObject({ passed: false, measure: 59.9, limit: 60 }));

  it('fails above the maximum', () =>
    expect(findingOf(gate({ pattern: '(\\d+) warnings', max: 0 }), 0, '3 warnings')).toMatchObject({
      passed: false,
      limit: 0,
    }));

  it('fails when there is nothing to measure', () => expect(findingOf(coverage, 0, 'ok').passed).toBe(false));
});

describe('a capture', () => {
  it('keeps a short output whole', () => {
    const kept = capture();
    kept.add('a');
    kept.add('b');
    expect(kept.text()).toBe('a\nb\n');
  });

  it('keeps both ends of a long one', () => {
    const kept = capture(10, 10);
    for (let n = 0; n < 1000; n++) kept.add(`line ${n}`);
    expect(kept.text()).toMatch(/^line 0\n\n\[… \d+ characters left out …\]\n\n?.*line 999\n$/s);
    expect(kept.text().length).toBeLessThan(80);
  });
});
