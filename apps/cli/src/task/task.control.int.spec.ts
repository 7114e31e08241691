import { complaintOf, headrace } from '../../test/headrace.ts';

it('reassigns nothing when nobody is named, and says what to name', async () => {
  const ran = await headrace(['task', 'reassign', 'p.t', '--json']);
  const { code, hint } = complaintOf(ran);
  expect([ran.code, code, hint]).toEqual([2, 'USAGE', expect.stringContaining('--role')]);
});
