import fc from 'fast-check';
import { dump } from '../testing/dump.ts';
import { move, moves, setUp } from '../testing/moves.arbitrary.ts';
import { submitPlan } from '../testing/plan.arbitrary.ts';
import { act, beginStory, type Story } from '../testing/story.ts';
import { unpackGraph } from '../snapshot/graph.read.ts';
import { packGraph } from '../snapshot/graph.write.ts';
import { restoredOrg, savedOrg, type SavedOrg } from './org.snapshot.ts';

const told = ({ sent, now, log }: Story) => ({ sent: [...sent], now, log: [...log] });

function packed(value: unknown): Uint8Array {
  const chunks: Uint8Array[] = [];
  packGraph(value, (chunk) => chunks.push(chunk));
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

/** Field by field: two long texts take minutes to compare where they differ. */
function expectSame(one: Story, other: Story): void {
  const [found, wanted] = [one, other].map(({ state }) => JSON.parse(dump(state)) as Record<string, unknown>);
  for (const [field, value] of Object.entries(wanted!))
    if (JSON.stringify(found![field]) !== JSON.stringify(value))
      expect({ [field]: found![field] }).toEqual({ [field]: value });
}

describe('an org that was saved and restored', () => {
  it('decides on as if nothing had been', () =>
    fc.assert(
      fc.property(
        fc.tuple(submitPlan('p'), submitPlan('q')),
        moves(60),
        moves(60),
        (submitted, before, after) => {
          const story = beginStory();
          setUp(story);
          for (const plan of submitted) act(story, plan);
          for (const one of before) move(story, one);
          const restored: Story = {
            ...told(story),
            state: restoredOrg(unpackGraph(packed(savedOrg(story.state))) as SavedOrg),
          };
          expectSame(restored, story);
          for (const one of after) {
            move(story, one);
            move(restored, one);
          }
          expectSame(restored, story);
        },
      ),
      { numRuns: 60, endOnFailure: true },
    ));
});
