import type { WaitingItem } from '@headrace/events';
import { itemText } from './inbox.words.ts';

const item = (over: Partial<Record<keyof WaitingItem, unknown>> = {}): WaitingItem =>
  ({
    ...{ kind: 'review', key: 'p.t', planId: 'p', taskId: 't', title: 'Pump', changeId: 'p.t.1' },
    ...{ since: '2026-11-20T09:00:00.000Z', position: 7, holds: ['u'], hint: 'Read it.', allowed: [] },
    ...{ deadline: new Date('2026-11-20T14:05:00').toISOString(), byDefault: 'reject', from: [] },
    fourEyes: false,
    ...over,
  }) as WaitingItem;
const at = (clock: string) => new Date(`2026-11-20T${clock}:00`);

describe('what waits for a person, in words', () => {
  it('says until when, what comes of it then, and what waits for it', () =>
    expect(itemText(item(), at('10:00'))).toContain('until 14:05, then it is sent back · u waits for it'));
  it('says whom it asks', () =>
    expect(itemText(item({ from: ['person:ada', 'admin:*'], fourEyes: true }), at('10:00'))).toContain(
      'asks person:ada or admin:*, not its author',
    ));
  it('says that its time is over', () =>
    expect(itemText(item(), at('15:00'))).toContain('overdue since 14:05'));
  it('says that it waits for ever', () =>
    expect(itemText(item({ kind: 'dead', deadline: null, byDefault: 'wait' }))).toContain(
      'for as long as it takes',
    ));
  it('says what to type', () => {
    expect(itemText(item())).toContain('Read it. headrace change show p.t.1');
    expect(itemText(item({ kind: 'dead', allowed: ['RetryTask'] }))).toContain('Read it. (task retry)');
  });
  it('says who paused a plan or stopped everything, and that it stays so', () => {
    const stop = { deadline: null, byDefault: 'wait', by: 'person:ada', reason: 'freeze', hint: 'Go on.' };
    const paused = itemText(
      item({ ...stop, kind: 'paused', key: 'p', holds: ['t', 'u'], allowed: ['ResumePlan', 'CancelPlan'] }),
    );
    expect(paused).toContain('by person:ada · freeze · stays paused until somebody resumes it · t, u wait');
    expect(paused).toContain('(plan resume, plan cancel)');
    expect(
      itemText(item({ ...stop, kind: 'stopped', key: 'main', holds: [], allowed: ['StartOrg'] })),
    ).toContain('stays stopped until somebody starts it · everything waits for it');
  });
});
