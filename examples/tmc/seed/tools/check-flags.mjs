import { createServer } from '../src/server.mjs';
import { report } from './sources.mjs';

const problems = [];
const expect = (isTrue, text) => isTrue || problems.push(text);

const flags = await import('../src/flags/flags.mjs').catch(() => null);
expect(flags, 'src/flags/flags.mjs: there are no feature flags');
if (flags) {
  const { FeatureGate } = await import('../src/flags/feature-gate.mjs');
  const parts = async (settings) =>
    Object.keys((await createServer({ flags: new FeatureGate(flags.FLAGS, settings) })).parts);
  expect((await parts({})).includes('controllers'), 'by default the controllers run');
  expect((await parts({ TMC: false })).length === 0, 'the master flag turns every part off');
  expect(!(await parts({ TMCBinaries: false })).includes('binaries'), 'a sub-flag turns its part off');
  expect(
    (await parts({ TMCBinaries: false })).includes('controllers'),
    'a sub-flag leaves the other parts alone',
  );
}
report('flags', problems, 'the server was started with each setting');
