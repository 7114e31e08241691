import {
  fail,
  type CommandType,
  type ErrorCode,
  type Event,
  type Problem,
  type Ref,
  type Refusal,
  type Result,
} from '@headrace/events';

/** No events: what was asked for is already so. */
export type Decision = Result<readonly Event[], Refusal>;

type Grounds = {
  readonly path?: string;
  readonly expected?: string;
  readonly state?: string;
  readonly allowed?: readonly CommandType[];
  readonly proof?: readonly (Ref | null | undefined)[];
  readonly problems?: readonly Problem[];
};

export function refuse(
  code: ErrorCode,
  message: string,
  grounds: Grounds = {},
): { readonly ok: false; readonly error: Refusal } {
  const { allowed = [], proof = [], ...rest } = grounds;
  return fail({
    code,
    message,
    ...rest,
    allowed,
    proof: distinct(proof.filter((ref) => ref !== null && ref !== undefined)),
  });
}

/** The same refs, each once. */
export const distinct = (refs: readonly Ref[]): readonly Ref[] =>
  refs.filter(
    (ref, i) => i === refs.findIndex((other) => other.position === ref.position && other.index === ref.index),
  );
