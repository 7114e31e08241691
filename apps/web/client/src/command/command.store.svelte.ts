import type { Command, CommandAnswer, ProblemDocument } from '@headrace/events';
import { problemIn, type Api } from '../live/api.ts';
import type { Live } from '../live/live.store.svelte.ts';

export type OwnCommand = ReturnType<typeof createOwnCommand>;

/** Only after this long does a control say that it is sending. */
const SAY_SENDING_MS = 150;

/**
 * A command of the person at this page. Nothing is shown before it happened: the answer carries a position, and the
 * command is done when the page shows that position.
 */
export function createOwnCommand(api: Api, live: Live) {
  let isBusy = $state(false);
  let isSending = $state(false);
  let position = $state<number | null>(null);
  let refusal = $state.raw<ProblemDocument | null>(null);

  async function send(command: Command): Promise<boolean> {
    return run(async () => {
      const [answer] = await api.send([{ command }]);
      return positionIn(answer);
    });
  }

  /** `act` answers with the position of what it did; null where nothing changed. */
  async function run(act: () => Promise<number | null | ProblemDocument>): Promise<boolean> {
    if (isBusy) return false;
    [isBusy, position, refusal] = [true, null, null];
    const timer = setTimeout(() => (isSending = true), SAY_SENDING_MS);
    try {
      const answer = await act();
      if (answer !== null && typeof answer === 'object') refusal = answer;
      else if (answer !== null) await live.reached((position = answer));
      return refusal === null;
    } catch (error) {
      refusal = problemIn(error);
      return false;
    } finally {
      clearTimeout(timer);
      [isBusy, isSending] = [false, false];
    }
  }

  return {
    send,
    run,
    get isBusy() {
      return isBusy;
    },
    get isSending() {
      return isSending;
    },
    get position() {
      return position;
    },
    get refusal() {
      return refusal;
    },
  };
}

function positionIn(answer: CommandAnswer | undefined): number | null | ProblemDocument {
  if (!answer) return null;
  return answer.ok ? answer.position : answer.problem;
}
