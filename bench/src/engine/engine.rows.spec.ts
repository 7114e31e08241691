import { rowsOf, type Measured } from './engine.rows.ts';

const measured: Measured = {
  durability: 'synced',
  rates: { headrace: [30, 60, 20], 'pg-boss': [10, 30, 10], bullmq: [60, 20, 10] },
  starts: { headrace: [2, 2, 8], 'pg-boss': [9, 9, 9], bullmq: [4, 4, 4] },
  commits: [
    { http: 50, nats: 60, raw: 100, bare: 200 },
    { http: 90, nats: 70, raw: 100, bare: 200 },
    { http: 40, nats: 30, raw: 100, bare: 200 },
  ],
  skipped: { 'graphile-worker': 'skipped: not here' },
};

const row = (name: string) => rowsOf(measured).find((each) => each.name === name);

describe('the rows of the engine', () => {
  it('compare within a round, and take the median of that', () => {
    expect(row('e2e_vs_pg_boss')).toMatchObject({ value: 2, ratioTo: 'pg-boss', aim: '>= 3' });
    expect(row('e2e_vs_bullmq')?.value).toBe(2);
  });

  it('have the fastest peer of each round as the one to beat', () =>
    expect(row('e2e_vs_fastest_peer')?.value).toBe(2));

  it('compare starts by their time', () => {
    expect(row('start_p50_vs_fastest_peer')?.value).toBe(0.5);
    expect(row('start_p99_over_p50')?.value).toBe(4);
  });

  it('show the slower way in', () => expect(row('commits_vs_raw_append')?.value).toBe(0.5));

  it('say what was not measured', () =>
    expect(row('e2e_vs_graphile_worker')).toMatchObject({ value: null, note: 'skipped: not here' }));

  it('never mix what survives what', () =>
    expect(new Set(rowsOf(measured).map(({ durability }) => durability))).toEqual(new Set(['synced'])));
});
