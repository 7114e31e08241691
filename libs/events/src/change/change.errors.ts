import { entry, type ErrorEntry } from '../error.entry.ts';

/** Of reviews and landings: a part of the registry. */
export const changeErrors = {
  CHANGE_NOT_FOUND: entry(404, 'There is no such change', '`headrace change list` lists them.'),
  REVIEWER_NOT_ASKED: entry(
    403,
    'The plan asks others for this approval',
    '`expected` names who may give it; `headrace task why` says until when.',
  ),
  FOUR_EYES: entry(
    403,
    'This approval has to come from somebody else',
    'Ask a person who neither submitted the plan nor edited the task.',
  ),
  CHANGE_NOT_REVIEWABLE: entry(
    409,
    'The change is not open for review',
    'See `change show` for what became of it.',
  ),
  CHANGE_MOVED: entry(409, 'The change is not the one you saw', 'Look at it again, then decide.'),
  LANDING_NOT_CLAIMED: entry(409, 'No landing of this change is claimed', 'Claim it first.'),
  LANDING_NOT_PREPARED: entry(
    409,
    'This result was not prepared for landing',
    'Send PrepareLanding and push what it records.',
  ),
  APPROVAL_MISSING: entry(409, 'The change lacks an approval', 'Somebody has to review it.'),
} as const satisfies Record<string, ErrorEntry>;
