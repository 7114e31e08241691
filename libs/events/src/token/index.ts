export { createAllowance, type Allowance, type Standing } from './allowance.ts';
export {
  callerKinds,
  kindOf,
  nameOf,
  tokensOf,
  type Caller,
  type CallerKind,
  type Claims,
  type Tokens,
} from './token.ts';
