import type { Event, Recorded } from '../event.ts';
import type { EvidenceRef } from '../evidence.ts';
import type { Actor, ChangeId, PlanId, RunnerId, Sha, TaskId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { ChangeContent } from './change.events.ts';
import type { ReviewTerms } from './review.rule.ts';

export type ReviewView = {
  readonly actor: Actor;
  /** Who asked the actor to give it instead. */
  readonly onBehalfOf?: Actor;
  readonly verdict: 'approve' | 'reject';
  readonly note: string;
  readonly rule: string | null;
  readonly at: Instant;
  readonly position: number;
  readonly void: boolean;
};

export type ChangeView = {
  readonly changeId: ChangeId;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly branch: string;
  readonly base: Sha;
  readonly head: Sha;
  readonly tree: Sha;
  readonly patchId: Sha;
  readonly files: ChangeContent['files'];
  readonly lines: number;
  readonly diff: EvidenceRef;
  readonly state: 'open' | 'reviewing' | 'queued' | 'landing' | 'landed' | 'sent-back';
  readonly approvalsMissing: number;
  /** Who may approve and until when; null: every person and policy, whenever. */
  readonly terms: ReviewTerms | null;
  readonly reviews: readonly ReviewView[];
  readonly target: string | null;
  readonly queuedAt: Instant | null;
  readonly landingRunner: RunnerId | null;
  readonly result: Sha | null;
  readonly sentBack: string | null;
  readonly openedAt: Instant;
  readonly landedAt: Instant | null;
  readonly position: number;
};

export function changesOf(event: Event): readonly ChangeId[] {
  switch (event.type) {
    case 'ChangeOpened':
    case 'ReviewRequested':
    case 'ChangeReviewed':
    case 'ReviewExpired':
    case 'ApprovalsVoided':
    case 'ChangeQueued':
    case 'LandingClaimed':
    case 'LandingPrepared':
    case 'LandingFailed':
    case 'ChangeLanded':
    case 'LandingVoided':
    case 'ChangeSentBack':
      return [event.changeId];
    default:
      return [];
  }
}

export function viewChange(view: ChangeView | null, { event, at, ref }: Recorded): ChangeView {
  if (event.type === 'ChangeOpened') {
    const { type: _, ...content } = event;
    return {
      ...content,
      state: 'open',
      approvalsMissing: 0,
      terms: null,
      reviews: [],
      target: null,
      queuedAt: null,
      landingRunner: null,
      result: null,
      sentBack: null,
      openedAt: at,
      landedAt: null,
      position: ref.position,
    };
  }
  if (!view) throw new Error(`${event.type} before ChangeOpened at #${ref.position}`);
  return { ...view, ...changeOf(view, event, at, ref.position), position: ref.position };
}

function changeOf(view: ChangeView, event: Event, at: Instant, position: number): Partial<ChangeView> {
  switch (event.type) {
    case 'ReviewRequested':
      return { state: 'reviewing', approvalsMissing: event.approvals, terms: event.terms ?? null };
    case 'ReviewExpired':
      return { terms: event.terms };
    case 'ChangeReviewed': {
      const { actor, onBehalfOf, verdict, note, rule } = event;
      const missing = view.approvalsMissing - (verdict === 'approve' ? 1 : 0);
      const given = { actor, ...(onBehalfOf ? { onBehalfOf } : {}), verdict, note, rule };
      const review = { ...given, at, position, void: false };
      return { reviews: [...view.reviews, review], approvalsMissing: Math.max(0, missing) };
    }
    case 'ApprovalsVoided':
      return {
        reviews: view.reviews.map((review) => ({ ...review, void: true })),
        patchId: event.patchId,
      };
    case 'ChangeQueued':
      return { state: 'queued', target: event.target, queuedAt: at };
    case 'LandingClaimed':
      return { state: 'landing', landingRunner: event.runnerId };
    case 'LandingVoided':
      return { state: 'queued', landingRunner: null };
    case 'ChangeLanded':
      return { state: 'landed', result: event.result, landedAt: at };
    case 'ChangeSentBack':
      return { state: 'sent-back', sentBack: event.because, landingRunner: null };
    default:
      return {};
  }
}
