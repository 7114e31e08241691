import { digestOf, type CommandId } from '@headrace/events';

const longest = 128;

/**
 * The id of a command that a fact causes: the same fact, the same id, whoever sends it, so that two planners have one
 * effect. Names that are too long for an id are hashed.
 */
export function commandNamed(verb: string, ...parts: readonly (string | number)[]): CommandId {
  const name = [verb, ...parts].join('.');
  return (name.length <= longest ? name : `${verb}.${digestOf(name)}`) as CommandId;
}
